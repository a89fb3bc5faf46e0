import { StenoProblem, StenoUnreachable } from '../../../client/steno-problem'
import { exitCodes } from '../../exit-codes'
import { NotLoggedIn } from '../failure'
import { makeClient, type Tools } from '../run-remote'
import { forgetLogin, loginFileOf, readLogin } from '../settings'

/** Forgets the key, and revokes it where logging in has made it. */
export async function logout({ out, env, signal }: Tools): Promise<number> {
  const file = loginFileOf(env)
  const login = await readLogin(file)
  if (!login) throw new NotLoggedIn()
  const { url, key, keyId } = login
  let isRevoked = false
  if (keyId !== null) {
    try {
      await makeClient(url, key).http.DELETE('/me/keys/{id}', { params: { path: { id: keyId } }, signal })
      isRevoked = true
    } catch (error) {
      // Whoever leaves is not held back by a server that is away.
      if (!(error instanceof StenoProblem || error instanceof StenoUnreachable)) throw error
      isRevoked = error instanceof StenoProblem && ['unauthenticated', 'not_found'].includes(error.code)
      if (!isRevoked) out.note(`The key could not be revoked: ${error.message} Revoke it under Settings, API keys.`)
    }
  }
  await forgetLogin(file)
  const fate = isRevoked ? 'The key is revoked.' : 'The key itself is still good, until it is revoked under Settings, API keys.'
  await out.print(`Logged out of ${url}. ${fate}`)
  await out.object({ url, isRevoked })
  return exitCodes.ok
}
