import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import WebSocket from 'ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { detachLiveSession } from '#domain/live/live-session.server'
import { LIVE_PROTOCOL } from '#domain/live/protocol'
import { signLiveTicket } from '#domain/live/ticket.server'
import { limits } from '#domain/limits/limits'
import { begin } from '#tests/db/live-acts'
import { addUser } from '#tests/db/test-accounts'
import { LiveClient } from '#tests/support/live-client'
import { liveSecret } from '#tests/support/live-secret'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { getRaw, openRaw, untilClosed } from '#tests/support/raw-http'
import { makeNoise } from '#tests/support/random-cuts'
import { makeSeededRandom } from '#tests/support/seeded-random'
import type { LiveServer } from '../../server/make-live-server'

let house: LiveHouse
let server: LiveServer
let userId: string

beforeAll(async () => {
  house = await openLiveHouse({ threads: 4 })
  server = await house.startServer()
  userId = await addUser(house.db, 'ENTERPRISE')
})
afterAll(() => house.close())

const origin = () => `http://127.0.0.1:${server.port}`

async function start(owner = userId) {
  const client = await LiveClient.connect(server.port, owner)
  client.send({ type: 'start', language: 'en' })
  return { client, ...(await client.next('ready')) }
}

/** The status that an upgrade is answered with. */
async function upgradeStatus(protocols: string[], headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws/s2t`, protocols, { headers })
  socket.on('error', () => undefined)
  const [, response] = await once(socket, 'unexpected-response')
  socket.terminate()
  return response.statusCode
}

describe('the door', () => {
  it('is shut to those without a ticket, a protocol, or from another page (SPEC 1.1–1.3)', async () => {
    const ticket = `ticket.${signLiveTicket({ purpose: 'live', userId }, liveSecret)}`
    expect(await upgradeStatus([LIVE_PROTOCOL])).toBe(401)
    expect(await upgradeStatus([LIVE_PROTOCOL, 'ticket.forged'])).toBe(401)
    expect(await upgradeStatus([ticket])).toBe(400)
    expect(await upgradeStatus([LIVE_PROTOCOL, ticket], { origin: 'https://evil.example' })).toBe(403)
  })

  it('lets an address open so many connections in a minute, and others theirs (SPEC 1.5)', async () => {
    const from = { 'x-forwarded-for': '198.51.100.7' }
    const statuses: number[] = []
    for (let at = 0; at <= limits.liveUpgradesPerMinuteMax; at++) statuses.push(await upgradeStatus([LIVE_PROTOCOL], from))
    expect(new Set(statuses)).toEqual(new Set([401, 429]))
    expect(statuses.filter((status) => status === 401)).toHaveLength(limits.liveUpgradesPerMinuteMax)
    expect(await upgradeStatus([LIVE_PROTOCOL], { 'x-forwarded-for': '198.51.100.8' })).toBe(401)
  })

  it('answers health and metrics, and nothing else', async () => {
    const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`)
    expect(await (await get('/healthz')).json()).toEqual({ status: 'alive' })
    expect((await get('/readyz')).status).toBe(200)
    expect(await (await get('/metrics')).text()).toContain('steno_live_sessions')
    expect((await get('/etc/passwd')).status).toBe(404)
  })

  it('takes no headers and no address that are too large, and no other connection ends with them', async () => {
    const bystander = await start()
    const tooLarge: [string, string[]][] = [
      ['/healthz', [`X-Large: ${'x'.repeat(20_000)}`]], [`/healthz?${'x'.repeat(20_000)}`, []],
      ['/ws/s2t', Array.from({ length: 500 }, (_, at) => `X-Header-${at}: something`)],
    ]
    for (const [target, headers] of tooLarge) {
      const { status, text } = await getRaw(origin(), target, headers)
      // The answer may be lost where the rest of the request is not read.
      expect([431, null]).toContain(status)
      expect(text).not.toContain('alive')
    }
    bystander.client.send({ type: 'stop' })
    await bystander.client.next('ended')
  })

  it.each([
    '/..', '/ws/../metrics', '/ws/%2e%2e/metrics', '/ws/..%2fmetrics', '//metrics', '/metrics%00', '/%6detrics', '/../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd', 'http://evil.example/metrics', '/ws/s2t%00', '/ws%2fs2t', '//ws/s2t', '/v1/listen/../../metrics',
  ])('leads nowhere by %s', async (target) => {
    const { status, text } = await getRaw(origin(), target)
    expect([status === null || status >= 400, /steno_|root:/.test(text), /^location:/mi.test(text)]).toEqual([true, false, false])
    expect(await (await fetch(`${origin()}/healthz`)).json()).toEqual({ status: 'alive' })
  })

  it('is held open by nobody who sends a header a byte at a time, or nothing', async () => {
    const [silent, slow] = [await openRaw(origin()), await openRaw(origin())]
    slow.write('GET /healthz HTTP/1.1\r\nX-Slow: ')
    const timer = setInterval(() => slow.writable && slow.write('x'), 1000)
    for (const socket of [silent, slow]) await untilClosed(socket.resume())
    clearInterval(timer)
  })

  it('holds for one session only with the ticket of that session (SPEC 1.2)', async () => {
    const { client, resumeTicket } = await start()
    const other = await start()
    const thief = await LiveClient.connect(server.port, userId, resumeTicket)
    thief.send({ type: 'resume', sessionId: other.sessionId })
    expect(await thief.closed()).toBe(4401)
    const starter = await LiveClient.connect(server.port, userId, resumeTicket)
    starter.send({ type: 'start', language: 'en' })
    expect(await starter.closed()).toBe(4401)
    client.cut()
    other.client.cut()
  })
})

it('closes a connection without a session, also one that was refused late (SPEC 1.4)', async () => {
  const hasty = await house.startServer({ startMs: 300 })
  const idle = await LiveClient.connect(hasty.port, userId)
  const owner = await addUser(house.db)
  const refused = await LiveClient.connect(hasty.port, owner)
  await house.db.transaction(async (tx) => {
    // Its start waits for this, and is under way when the time is over.
    await tx.execute(sql`update user_subscriptions set usage_count = 1000000000 where user_id = ${owner}`)
    refused.send({ type: 'start', language: 'en' })
    expect(await idle.closed()).toBe(4408)
    await sleep(300)
  })
  expect(await refused.next('error')).toMatchObject({ code: 'recordings_used_up' })
  expect(await refused.closed()).toBe(4408)
})

describe('wrong input ends one connection with its code, and harms no other (SPEC 1.6–1.8)', () => {
  const noise = makeNoise(makeSeededRandom(3), 10)

  it.each<[string, number, (client: LiveClient) => void]>([
    ['no JSON', 4400, (client) => client.socket.send('{')],
    ['an unknown message', 4400, (client) => client.socket.send('{"type":"sing"}')],
    ['start once more', 4400, (client) => client.send({ type: 'start' })],
    ['a frame of no samples', 4400, (client) => client.socket.send(Buffer.alloc(4))],
    ['half a sample', 4400, (client) => client.socket.send(Buffer.alloc(7))],
    ['a gap', 4413, (client) => client.frame(5, noise)],
    ['too many messages', 4429, (client) => {
      for (let at = 0; at <= limits.liveMessagesPerSecondMax * 2; at++) client.send({ type: 'finalize' })
    }],
    ['a frame that is too large', 1006, (client) => client.frame(0, new Int16Array(limits.liveFrameBytesMax))],
  ])('%s: %i', async (_what, code, act) => {
    const bystander = await start()
    const { client, sessionId } = await start()
    act(client)
    expect(await client.closed()).toBe(code)
    bystander.client.speak(noise)
    await bystander.client.next('ack')
    bystander.client.send({ type: 'stop' })
    await bystander.client.next('ended')
    const again = await LiveClient.connect(server.port, userId)
    again.send({ type: 'resume', sessionId })
    expect((await again.next('ready')).sessionId).toBe(sessionId)
    again.send({ type: 'stop' })
    await again.next('ended')
  })

  it('survives bytes of any kind in place of a handshake and of frames (SPEC 1.6)', async () => {
    const random = makeSeededRandom(11)
    const bystander = await start()
    for (let at = 0; at < 40; at++) {
      const raw = connect(server.port, '127.0.0.1')
      raw.on('error', () => undefined)
      raw.write(Buffer.from(Array.from({ length: 200 }, () => random.below(256))))
      await sleep(2)
      raw.destroy()
    }
    const owner = await addUser(house.db, 'ENTERPRISE')
    for (let at = 0; at < 60; at++) {
      const client = await LiveClient.connect(server.port, owner, undefined, `10.9.0.${at}`)
      const bytes = Buffer.from(Array.from({ length: random.below(300) }, () => random.below(256)))
      for (let frame = 0; frame < 3; frame++) client.socket.send(bytes, { binary: random.below(2) === 0 })
      expect(await client.closed()).toBeGreaterThanOrEqual(1000)
    }
    bystander.client.speak(noise)
    await bystander.client.next('ack')
    bystander.client.send({ type: 'stop' })
    await bystander.client.next('ended')
  })
})

it('lets a user have so many sessions open (SPEC 2.2)', async () => {
  const owner = await addUser(house.db, 'ENTERPRISE')
  const open = []
  for (let at = 0; at < limits.liveSessionsPerUserMax; at++) open.push(await begin(house.db, owner))
  const more = await LiveClient.connect(server.port, owner)
  more.send({ type: 'start', language: 'en' })
  expect(await more.next('error')).toMatchObject({ code: 'live_sessions_max' })
  await detachLiveSession(house.db, open[0]!)
  more.send({ type: 'start', language: 'en' })
  await more.next('ready')
  more.cut()
})

it('logged no error', () => {
  expect(house.errors).toEqual([])
})
