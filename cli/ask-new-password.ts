import { makeAsker } from './remote/account/ask-user'

/**
 * The password that somebody types, twice and unseen, or the first line of stdin where that is no terminal. Rejects where
 * the two differ or nothing comes.
 */
export async function askNewPassword(signal: AbortSignal): Promise<string> {
  const asker = makeAsker(signal)
  try {
    const password = await asker.askHidden('New password: ')
    if (process.stdin.isTTY && (await asker.askHidden('Once more: ')) !== password) throw new Error('The two passwords differ.')
    return password
  } finally {
    asker.close()
  }
}
