import { execFile, spawnSync } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** A mount namespace gives a process an /etc of its own, so that accounts can come and go without harm. */
const canUnshare = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0
if (!canUnshare) console.warn('SKIPPED: creating the database’s account; that takes root and mount namespaces.')

let etc: string
beforeAll(async () => {
  etc = await mkdtemp(path.join(os.tmpdir(), 'steno-etc-'))
  if (!canUnshare) return
  await cp('/etc', etc, { recursive: true, verbatimSymlinks: true })
  for (const name of ['passwd', 'shadow', 'group', 'gshadow']) {
    const file = path.join(etc, name)
    const text = await readFile(file, 'utf8').catch(() => '')
    await writeFile(file, text.replace(/^(postgres|steno):.*\n/gm, ''))
  }
})
afterAll(() => rm(etc, { recursive: true, force: true }))

/** What `getDatabaseUser` answers twice over where no account for a database exists, or its sentence. */
async function askInOwnEtc(setting = 'LANG=C'): Promise<string> {
  const code = `import { getDatabaseUser } from ${JSON.stringify(path.join(import.meta.dirname, 'system-user.server.ts'))}
    const ask = () => getDatabaseUser().catch((error) => error.message)
    console.log(JSON.stringify([await ask(), await ask()]))`
  const script = 'mount --bind "$1" /etc && shift && exec /usr/bin/env "$@"'
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '--eval', code]
  const { stdout } = await promisify(execFile)('unshare', ['--mount', 'sh', '-c', script, 'sh', etc, setting, ...node], {
    cwd: root,
  })
  return stdout
}

it.skipIf(!canUnshare)('says what to do where no account can be made', async () => {
  const sentence = expect.stringContaining('create a user for it (useradd --system postgres), or start Steno as another user.')
  expect(JSON.parse(await askInOwnEtc('PATH=/nowhere'))).toEqual([sentence, sentence])
})

it.skipIf(!canUnshare)('makes an account where there is none, once', async () => {
  const [first, second] = JSON.parse(await askInOwnEtc())
  expect(first).toEqual({ name: 'postgres', uid: expect.any(Number), gid: expect.any(Number) })
  expect(first.uid).not.toBe(0)
  expect(second).toEqual(first)
})
