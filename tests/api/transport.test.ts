import { expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { StenoUnreachable } from '../../client/steno-problem'
import { defaultPatience, Transport } from '../../client/transport'

const problem = (status: number, code: string) => new Response(JSON.stringify({ code, status, detail: 'No.' }), {
  status, headers: { 'Content-Type': 'application/problem+json' },
})

/** What comes of a request to which these are the answers, one after the other, the last again and again; and how long that took. */
async function send(...answers: (() => Response)[]) {
  let waitedMs = 0
  const wait = async (ms: number) => void (waitedMs += ms)
  const transport = new Transport(async () => (answers.length > 1 ? answers.shift()! : answers[0]!)(), { ...defaultPatience, wait })
  const outcome = await transport.send(() => new Request('http://steno.example/', { method: 'POST' })).catch((error: unknown) => error)
  return { outcome, waitedMs }
}

const running = () => problem(409, 'idempotency_running')
const lineBroke = () => {
  throw new TypeError('fetch failed')
}

it('waits for what became of a request whose server has died until that is known', async () => {
  let asked = 0
  const untilKnown = () => (++asked * 2000 > limits.idempotencyDeadMs ? new Response('done') : running())
  expect((await send(lineBroke, untilKnown)).outcome).toMatchObject({ status: 200 })
})

it('does not wait for ever for what is being carried out', async () => {
  const { outcome, waitedMs } = await send(lineBroke, running)
  expect(outcome).toMatchObject({ code: 'idempotency_running' })
  expect(waitedMs).toBeGreaterThan(limits.idempotencyDeadMs)
  expect(waitedMs).toBeLessThan(2 * defaultPatience.waitMsMax)
})

it('gives up where nothing answers, as before', async () => {
  expect((await send(lineBroke)).outcome).toBeInstanceOf(StenoUnreachable)
})
