import { chown, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#domain/errors/app-error'
import { initdbOf, type Programs } from './programs.server'
import { runProgram } from './run-program.server'
import type { SystemUser } from './system-user.server'

/** Name of the superuser and of the database in an embedded cluster. */
export const DATABASE_ROLE = 'steno'
export const DATABASE_NAME = 'steno'

/**
 * Makes an empty cluster unless there is one, and refuses one of another major version.
 *
 * Its texts are UTF-8, compared by PostgreSQL's own C.UTF-8 collation: the system's may change under an index when the
 * system is upgraded, and is missing in small containers. ICU collations remain available by name.
 *
 * @param clusterDir folder of the cluster; its parent belongs to the user
 */
export async function initialiseCluster(
  clusterDir: string,
  programs: Programs,
  user: SystemUser | null,
  { password, durable }: { password: string; durable: boolean },
): Promise<void> {
  const version = await readFile(path.join(clusterDir, 'PG_VERSION'), 'utf8').catch(() => null)
  if (version !== null) return checkVersion(version.trim(), programs, clusterDir)
  const parent = path.dirname(clusterDir)
  const unfinished = `${clusterDir}.unfinished`
  const passwordFile = path.join(parent, 'initial-password')
  await rm(unfinished, { recursive: true, force: true })
  await writeFile(passwordFile, password + '\n', { mode: 0o600 })
  if (user) await chown(passwordFile, user.uid, user.gid)
  try {
    const args = ['--pgdata', unfinished, '--username', DATABASE_ROLE, '--pwfile', passwordFile]
    args.push('--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C')
    args.push('--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8')
    if (durable) args.push('--data-checksums')
    else args.push('--no-sync', '--no-data-checksums')
    const { code, output } = await runProgram(initdbOf(programs), args, user)
    if (code !== 0) throw initialisationError(output, parent)
  } finally {
    await rm(passwordFile, { force: true })
  }
  // Only a whole cluster ever stands under its name, also if the power fails here.
  await rename(unfinished, clusterDir)
}

function checkVersion(version: string, programs: Programs, clusterDir: string): void {
  if (version === String(programs.major)) return
  const isNewer = Number(version) > programs.major
  throw new AppError(
    'config_invalid',
    `The database in ${clusterDir} is of PostgreSQL ${version}, and this Steno brings ${programs.major}: ` +
      (isNewer
        ? 'start the newer Steno that wrote it.'
        : 'export it with the older Steno that wrote it (pg_dump), and restore it here.'),
  )
}

function initialisationError(output: string, parent: string): AppError {
  if (/No space left on device|Disk quota exceeded/i.test(output)) {
    return new AppError('storage_full', `There is no room for the database in ${parent}: free some, and start again.`)
  }
  const reason = output.split('\n').findLast((line) => /error|fatal|could not|denied/i.test(line)) ?? output.trim()
  return new AppError('config_invalid', `The database could not be created in ${parent}: ${reason.trim()}`)
}
