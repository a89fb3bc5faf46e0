import { AppError } from '#domain/errors/app-error'
import { parseConfig } from '#domain/config/config.server'
import { catalogue, getCatalogueEntry } from '#domain/models/catalogue'
import { findModels } from '#domain/models/find-models.server'
import { modelDirsOf, type ModelDirs } from '#domain/models/model-dirs.server'
import { pullModel } from '#domain/models/pull-model.server'
import { removeModel } from '#domain/models/remove-model.server'
import { formatBytes } from '#domain/units/format-bytes'
import { runCommand } from './command'
import { exitCodes } from './exit-codes'
import { formatModels } from './models-table'
import { makeProgressLine } from './progress-line'
import { UsageError } from './usage-error'
import { writeStdout } from './write-output'

const help = `Shows, adds and removes recognition models.

Usage: npm run models -- list
       npm run models -- pull ID     downloads; a download that was cut off goes on
       npm run models -- remove ID   removes what was pulled

Exit codes: 0 done, 1 failed, 2 the command line is wrong or names an unknown model, 130 interrupted.
`

await runCommand(help, async (signal) => {
  const [action = 'list', id, ...rest] = process.argv.slice(2)
  if (action === '--help' || action === '-h') {
    await writeStdout(help)
    return exitCodes.ok
  }
  const needsId = action === 'pull' || action === 'remove'
  if (!needsId && action !== 'list') throw new UsageError(`There is no command ${action}.`)
  if (needsId !== (id !== undefined) || rest.length > 0) throw new UsageError('list takes nothing; pull and remove take an id.')
  const dirs = modelDirsOf(parseConfig(process.env))
  if (action === 'list') await list(dirs)
  else if (action === 'pull') await pull(id!, dirs, signal)
  else await removeModel(id!, dirs.pullDir)
  return exitCodes.ok
})

async function list({ modelDirs, cacheDir }: ModelDirs): Promise<void> {
  const installed = await findModels({
    dirs: modelDirs,
    cacheDir,
    onProblem: (folder, problem) => process.stderr.write(`${folder} cannot be used: ${problem}\n`),
  })
  const ids = new Set(installed.map(({ entry }) => entry.id))
  const own = installed.map(({ entry }) => entry).filter(({ id }) => !getCatalogueEntry(id))
  await writeStdout(formatModels([...catalogue, ...own], ids))
}

async function pull(id: string, { pullDir }: ModelDirs, signal: AbortSignal): Promise<void> {
  const entry = getCatalogueEntry(id)
  if (!entry) throw unknownModel(id)
  const line = makeProgressLine(process.stderr)
  const pinned: string[] = []
  try {
    const folder = await pullModel(entry, {
      dir: pullDir,
      signal,
      onProgress: (file, done, total) =>
        line.show(file, total === null ? null : done / total, formatBytes(done)),
      onPinned: (file, sha256) => pinned.push(`  ${sha256}  ${file}\n`),
    })
    line.clear()
    process.stderr.write(`${entry.title} is in ${folder}.\n`)
  } finally {
    line.clear()
  }
  if (pinned.length > 0) {
    process.stderr.write(`The catalogue has no hash for these files; they are now pinned as they came:\n${pinned.join('')}`)
  }
}

function unknownModel(id: string): AppError {
  return new AppError('model_unknown', `There is no model ${id}. See the list with: npm run models -- list`)
}
