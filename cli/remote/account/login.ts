import { hostname } from 'node:os'
import { limits } from '#domain/limits/limits'
import { dataOf } from '../../../client/http'
import { exitCodes } from '../../exit-codes'
import { makeClient, type Tools } from '../run-remote'
import { isReadableOnTheWay, parseServerUrl } from '../server-url'
import { loginFileOf, writeLogin, type Login } from '../settings'
import { makeAsker, type Asker } from './ask-user'

export interface LoginOptions {
  /** Without it, it is asked whether with a key. */
  email?: string
  withKey?: boolean
}

/** What the commands need; webhooks are none of their business. */
const SCOPES = ['recordings:read', 'recordings:write', 'search', 'ask', 'live', 'account:read'] as const

/** Finds out which server and which key, tries them, and keeps them. */
export async function login(tools: Tools, server: string | undefined, options: LoginOptions): Promise<number> {
  const { out, env, signal } = tools
  const asker = makeAsker(signal)
  try {
    const given = server ?? env.STENO_URL
    const url = parseServerUrl(given ?? (await asker.ask('Address of the server: ')))
    if (isReadableOnTheWay(url)) out.note(`${url} has no TLS: whoever is on the way can read the key and all you send.`)
    const kept = await getKey(url, options, asker, signal)
    const { email } = await makeClient(url, kept.key).account.me({ signal })
    const file = loginFileOf(env)
    await writeLogin(file, kept)
    await out.print(`Logged in to ${url} as ${email}. The key is in ${file}.`)
    await out.object({ url, email, file })
    return exitCodes.ok
  } finally {
    asker.close()
  }
}

async function getKey(url: string, { email, withKey }: LoginOptions, asker: Asker, signal: AbortSignal): Promise<Login> {
  if (email === undefined) {
    const question = withKey ? 'API key: ' : 'API key (nothing to log in with your e-mail address): '
    const key = (await asker.askHidden(question)).trim()
    if (key !== '' || withKey) return { url, key, keyId: null }
  }
  const address = email ?? (await asker.ask('E-mail: '))
  return makeKey(url, address, await asker.askHidden('Password: '), signal)
}

/** Logs in for as long as it takes to make a key, which can be seen and revoked under Settings. */
async function makeKey(url: string, email: string, password: string, signal: AbortSignal): Promise<Login> {
  const client = makeClient(url)
  await client.account.logIn(email, password, { signal })
  try {
    const name = `steno on ${hostname()}`.slice(0, limits.apiKeyNameCharsMax)
    const { id, key } = await dataOf(client.http.POST('/me/keys', { body: { name, scopes: [...SCOPES] }, signal }))
    return { url, key, keyId: id }
  } finally {
    await client.account.logOut()
  }
}
