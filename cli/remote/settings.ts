import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { UsageError } from '../usage-error'
import { CliFailure } from './failure'
import { parseServerUrl } from './server-url'

/** Which Steno is spoken to, and with which key. */
export interface Login {
  /** Origin. */
  url: string
  key: string
  /** Set where logging in has made the key: then logging out revokes it. */
  keyId: string | null
}

type Environment = Readonly<Record<string, string | undefined>>

const folderOf = (env: Environment, variable: string, fallback: string) =>
  join(env[variable]?.startsWith('/') ? env[variable] : join(homedir(), fallback), 'steno')

/** Where the log-in is kept: the user's folder for configuration, as freedesktop.org says. */
export const loginFileOf = (env: Environment) => join(folderOf(env, 'XDG_CONFIG_HOME', '.config'), 'login.json')

/** Where is kept what was done already. */
export const doneFileOf = (env: Environment) => join(folderOf(env, 'XDG_STATE_HOME', '.local/state'), 'done.jsonl')

/** What `steno login` has kept; null for nobody. Throws CliFailure for a file that is damaged. */
export async function readLogin(file: string): Promise<Login | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  try {
    const { url, key, keyId } = JSON.parse(text) as Partial<Login>
    if (typeof url === 'string' && typeof key === 'string') return { url: parseServerUrl(url), key, keyId: keyId ?? null }
  } catch {
    // Told below, as what has other fields is.
  }
  throw new CliFailure('login_damaged', `${file} is damaged.`, 'Log in again with: steno login')
}

/** Keeps a log-in where nobody but its user reads it. */
export async function writeLogin(file: string, login: Login): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const draft = `${file}.${process.pid}.part`
  await writeFile(draft, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 })
  await rename(draft, file)
}

export const forgetLogin = (file: string) => rm(file, { force: true })

/** Takes reading away from others, should somebody have given it to them. Answers whether that was needed. */
export async function closeToOthers(file: string): Promise<boolean> {
  const { mode } = await stat(file)
  if ((mode & 0o077) === 0 || process.platform === 'win32') return false
  await chmod(file, 0o600)
  return true
}

/**
 * The log-in of this call: `STENO_URL` and `STENO_KEY` before what is kept. Throws UsageError where they do not go
 * together: a kept key is shown to the server that it is for, and to no other.
 */
export async function getLogin(env: Environment): Promise<Login | null> {
  const url = env.STENO_URL ? parseServerUrl(env.STENO_URL) : null
  if (env.STENO_KEY && url) return { url, key: env.STENO_KEY, keyId: null }
  const kept = await readLogin(loginFileOf(env))
  if (env.STENO_KEY) {
    const server = kept?.url
    if (!server) throw new UsageError('STENO_KEY is set, but not for which server: set STENO_URL too.')
    return { url: server, key: env.STENO_KEY, keyId: null }
  }
  if (url && url !== kept?.url) throw new UsageError(`STENO_URL is ${url}, for which there is no key: set STENO_KEY too, or log in there.`)
  return kept
}
