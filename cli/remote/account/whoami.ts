import { StenoProblem } from '../../../client/steno-problem'
import { exitCodes } from '../../exit-codes'
import { clock } from '../clock'
import { requireClient, type Tools } from '../run-remote'

/** Whose key it is, on which server, and how much of the plan is used. */
export async function whoami(tools: Tools): Promise<number> {
  const { out, signal } = tools
  const { client, login } = await requireClient(tools)
  const me = await client.account.me({ signal })
  const usage = await client.account.usage({ signal }).catch((error: unknown) => {
    // Everything but the usage can be told to any key.
    if (error instanceof StenoProblem && ['insufficient_scope', 'no_subscription'].includes(error.code)) return null
    throw error
  })
  const { credential } = me
  await out.print(`${out.bold(me.email)} (${me.userName}) on ${login.url}`)
  await out.print(`Key: ${credential.name ?? 'a log-in'}; may do: ${credential.scopes.join(', ')}`)
  if (usage) {
    const { minutesMax, usedMs, recordings, recordingsMax, until } = usage.cycle
    const spoken = `${clock(usedMs)} of ${minutesMax === null ? 'unlimited' : clock(minutesMax * 60_000)}`
    const count = `${recordings} of ${recordingsMax ?? 'unlimited'} recordings`
    await out.print(`Plan ${usage.plan}: ${spoken}, ${count}, until ${until.slice(0, 10)}`)
  }
  await out.object({ url: login.url, ...me, usage })
  return exitCodes.ok
}
