import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, posix, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const COMPILER = join('domain', 'compiled', 'compile.cjs')
const here = fileURLToPath(import.meta.url)
const require = createRequire(here)
const found = new Map<string, string | null>()

/**
 * A TypeScript file of this repository as JavaScript, for a process or thread of its own: so it starts several times as fast. Looked
 * for once in each process, since the sources of one that runs do not change, unless what was found is removed beneath it.
 *
 * @param file absolute path
 * @returns absolute path; null where it cannot be made, as in a folder that this user may not write to
 */
export function compiledFile(file: string): string | null {
  const entry = relative(repositoryRoot(), file).split(sep).join('/')
  const known = found.get(entry)
  if (known === undefined || (known !== null && !existsSync(known))) found.set(entry, compile(entry))
  return found.get(entry) ?? null
}

/**
 * Arguments with which Node runs a TypeScript file in a process of its own.
 *
 * @param entry relative to the repository; all that it imports are modules
 */
export function nodeArguments(entry: string): string[] {
  const file = join(repositoryRoot(), entry)
  const compiled = compiledFile(file)
  // tsx for both kinds would add a quarter to the time that modules alone take to start.
  return compiled === null ? ['--import', pathToFileURL(require.resolve('tsx/esm')).href, file] : [compiled]
}

function compile(entry: string): string | null {
  const root = repositoryRoot()
  const { findCompiled } = require(join(root, COMPILER)) as typeof import('./compile.cjs')
  try {
    return findCompiled({ root, entry, folder: posix.join('build/compiled', entry.replace(/\.ts$/, '')) })
  } catch {
    return null
  }
}

/** The web process runs this module from its bundle, so a path relative to the module would miss the repository. */
function repositoryRoot(): string {
  for (let folder = dirname(here); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, COMPILER))) return folder
  }
  throw new Error(`No folder above ${here} has ${COMPILER}`)
}
