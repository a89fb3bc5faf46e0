import { chmod, cp, lstat, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { makeMissingLinks, makeRunnable, postgresOf, requirePrograms } from './programs.server'
import { runProgram } from './run-program.server'
import { getDatabaseUser } from './system-user.server'

const isRoot = process.getuid?.() === 0
if (!isRoot) console.warn('SKIPPED: copying programs out of a closed folder; run the tests as root for that.')

let base: string
beforeEach(async () => void (base = await mkdtemp(path.join(os.tmpdir(), 'steno-programs-'))))
afterEach(() => rm(base, { recursive: true, force: true }))

it('finds the programs that npm brought', async () => {
  const programs = await requirePrograms()
  expect(programs.major).toBe(18)
  expect((await runProgram(postgresOf(programs), ['--version'], null)).output).toContain('PostgreSQL) 18.')
})

it('makes the links that npm cannot carry', async () => {
  const { root } = await requirePrograms()
  const packageRoot = path.join(base, 'package')
  await cp(root, path.join(packageRoot, 'native'), { recursive: true, verbatimSymlinks: true })
  const links = JSON.parse(await readFile(path.join(root, 'pg-symlinks.json'), 'utf8')) as { target: string }[]
  for (const { target } of links) await rm(path.join(packageRoot, target), { force: true })
  const postgres = path.join(packageRoot, 'native', 'bin', 'postgres')
  expect((await runProgram(postgres, ['--version'], null)).code).not.toBe(0)
  await makeMissingLinks(packageRoot)
  expect((await runProgram(postgres, ['--version'], null)).code).toBe(0)
  expect((await lstat(path.join(packageRoot, links[0]?.target ?? ''))).isSymbolicLink()).toBe(true)
})

it.skipIf(!isRoot)('copies the programs out of a folder that the user may not enter, once', async () => {
  const user = await getDatabaseUser()
  const programs = await requirePrograms()
  const closed = { ...programs, root: path.join(base, 'closed', 'native') }
  await cp(programs.root, closed.root, { recursive: true, verbatimSymlinks: true })
  await chmod(path.join(base, 'closed'), 0o700)
  await chmod(base, 0o711)
  const open = path.join(base, 'open')
  const copied = await makeRunnable(closed, user, open)
  expect(copied.root).toBe(path.join(open, `programs-${programs.version}`))
  expect((await runProgram(postgresOf(copied), ['--version'], user)).code).toBe(0)
  const { ino } = await stat(copied.root)
  await makeRunnable(closed, user, open)
  expect((await stat(copied.root)).ino).toBe(ino)
})

it('uses the programs in place where they run', async () => {
  const programs = await requirePrograms()
  expect(await makeRunnable(programs, null, path.join(base, 'never'))).toBe(programs)
})
