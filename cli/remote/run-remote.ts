import { StenoClient } from '../../client/steno-client'
import { isBrokenPipe, runCommand } from '../command'
import { describeFailure, NotLoggedIn } from './failure'
import { makeOut, type Out } from './out'
import { closeToOthers, getLogin, loginFileOf, type Login } from './settings'

/** What every command works with. */
export interface Tools {
  out: Out
  /** Aborts at Ctrl-C and SIGTERM. */
  signal: AbortSignal
  env: Readonly<Record<string, string | undefined>>
}

/** Runs a command, tells what went wrong, and sets the exit code. */
export function runRemote({ json = false }: { json?: boolean }, command: (tools: Tools) => Promise<number>): Promise<void> {
  const { env } = process
  const out = makeOut(json, env)
  return runCommand('', async (signal) => {
    try {
      return await command({ out, signal, env })
    } catch (error) {
      // How these end is the same for all commands.
      if (signal.aborted || isBrokenPipe(error)) throw error
      const failure = describeFailure(error)
      out.fail(failure)
      return failure.exitCode
    }
  })
}

/** A client for whoever is logged in. Throws NotLoggedIn. */
export async function requireClient({ env, out }: Tools, retries = 2): Promise<{ client: StenoClient; login: Login }> {
  const login = await getLogin(env)
  if (!login) throw new NotLoggedIn()
  if (!env.STENO_KEY && (await closeToOthers(loginFileOf(env)))) {
    out.note(`${loginFileOf(env)} could be read by others, and no longer can. If they may have, log out and in again.`)
  }
  return { client: makeClient(login.url, login.key, retries), login }
}

/** @param retries further attempts where nothing answers, or something passing is in the way */
export function makeClient(url: string, apiKey?: string, retries = 2): StenoClient {
  return new StenoClient({ url, apiKey, patience: { retries } })
}
