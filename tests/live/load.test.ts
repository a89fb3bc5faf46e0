import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { addUser } from '#tests/db/test-accounts'
import { LiveClient } from '#tests/support/live-client'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { makeToldRecognizer } from '#tests/support/told-recognizer'
import type { LiveStreamOptions } from '../../server/recognizer/live-recognizer'
import type { LiveServer } from '../../server/make-live-server'

const told = makeToldRecognizer()
let house: LiveHouse
let server: LiveServer
let userId: string

beforeAll(async () => {
  house = await openLiveHouse({ recognizer: told })
  server = await house.startServer()
})
beforeEach(async () => {
  Object.assign(told, { hasRoom: true, isHearing: true, says: () => undefined })
  userId = await addUser(house.db, 'ENTERPRISE')
})
afterAll(() => house.close())

async function start(on = server, owner = userId) {
  const client = await LiveClient.connect(on.port, owner)
  client.send({ type: 'start', language: 'en' })
  return { client, ...(await client.next('ready')) }
}

async function resume(sessionId: string) {
  const client = await LiveClient.connect(server.port, userId)
  client.send({ type: 'resume', sessionId })
  return { client, ...(await client.next('ready')) }
}

/** Text that no compression makes small. */
const longText = () => randomBytes(12_000).toString('base64')
const sayLong = (type: 'partial' | 'final') => (stream: LiveStreamOptions) => {
  const segment = { id: stream.firstSegmentId, startMs: 0, endMs: 100, text: longText() }
  stream.onEvent(type === 'partial' ? { type, segment, stableChars: 0 } : { type, segment, committed: false })
}

it('closes a connection that begins nothing, and no other (SPEC 1.4)', async () => {
  const impatient = await house.startServer({ startMs: 300 })
  const idle = await LiveClient.connect(impatient.port, userId)
  const { client } = await start(impatient)
  expect(await idle.closed()).toBe(4408)
  expect(idle.messages).toMatchObject([{ type: 'error', code: 'start_timeout' }])
  await sleep(500)
  client.send({ type: 'stop' })
  await client.next('ended')
})

describe('audio that recognition does not take in', () => {
  const second = new Int16Array(16_000)
  const halfSeconds = limits.liveBacklogMsMax / 2 / 1000

  it('is stored and not acknowledged, and the connection closed that sends on all the same; it may resume (SPEC 1.8)', async () => {
    const { client, sessionId } = await start()
    told.isHearing = false
    let seq = 0
    while (seq < halfSeconds * 2 + 2) client.frame(seq++, second)
    expect(await client.closed()).toBe(4429)
    const heldBack = client.messages.flatMap((message) => (message.type === 'ack' ? [message.seq] : []))
    expect(Math.max(-1, ...heldBack)).toBeLessThanOrEqual(halfSeconds)
    told.isHearing = true
    const again = await resume(sessionId)
    // What was taken in before the limit is stored, though it was never acknowledged.
    expect(again.nextSeq).toBe(seq - 1)
    again.client.frame(again.nextSeq, second)
    again.client.send({ type: 'stop' })
    await again.client.next('ended')
  })

  it('is acknowledged once it is taken in (SPEC 1.8)', async () => {
    const { client } = await start()
    told.isHearing = false
    const last = halfSeconds + 9
    for (let seq = 0; seq <= last; seq++) client.frame(seq, second)
    client.send({ type: 'update', title: 'Everything before is with the server' })
    await client.next('updated')
    await sleep(limits.livePieceMsMax + 500)
    expect(client.messages.some((message) => message.type === 'ack' && message.seq === last)).toBe(false)
    told.isHearing = true
    client.send({ type: 'finalize' })
    await client.next('ack', ({ seq }) => seq === last)
    client.send({ type: 'stop' })
    await client.next('ended')
  })
})

it('admits new sessions while there is room, and those that go on always (SPEC 6.2)', async () => {
  const { client, sessionId } = await start()
  told.hasRoom = false
  const other = await LiveClient.connect(server.port, userId)
  other.send({ type: 'start', language: 'en' })
  expect(await other.next('error')).toMatchObject({ code: 'live_busy', retryable: true })
  client.cut()
  const again = await resume(sessionId)
  told.hasRoom = true
  other.send({ type: 'start', language: 'en' })
  await other.next('ready')
  for (const each of [again.client, other]) {
    each.send({ type: 'stop' })
    await each.next('ended')
  }
})

it('tells how far recognition is behind, and not more often than is of use (SPEC 6.4)', async () => {
  told.says = (stream, sample) => stream.onEvent({ type: 'heard', sample, lagMs: 1200 })
  const startedAt = Date.now()
  const { client } = await start()
  const frames = 60
  for (let seq = 0; seq < frames; seq++) {
    client.frame(seq, new Int16Array(1600))
    await sleep(20)
  }
  client.send({ type: 'stop' })
  await client.next('ended')
  const lags = client.messages.filter(({ type }) => type === 'lag')
  expect(lags[0]).toMatchObject({ lagMs: 1200 })
  expect(lags.length).toBeGreaterThan(1)
  expect(lags.length).toBeLessThanOrEqual((Date.now() - startedAt) / limits.liveLagMsMin + 1)
})

describe('a client that does not read (SPEC 6.5)', () => {
  const frame = new Int16Array(160)

  it('gets no partials that it could do without, however many there are', async () => {
    told.says = sayLong('partial')
    const { client } = await start()
    client.socket.pause()
    let seq = 0
    for (; seq < 600; seq++) {
      client.frame(seq, frame)
      if (seq % 20 === 0) await sleep(10)
    }
    told.says = () => undefined
    client.frame(seq, frame)
    client.send({ type: 'update', title: 'After all of it' })
    client.socket.resume()
    // The connection has lasted, and what is not to be left out has come.
    await client.next('updated')
    const partials = client.messages.filter(({ type }) => type === 'partial').length
    expect(partials).toBeGreaterThan(0)
    expect(partials).toBeLessThan(600)
    client.send({ type: 'stop' })
    await client.next('ended')
  })

  it('is let go where finals pile up, without growth; it may resume, and others notice nothing', async () => {
    const bystander = await start(server, await addUser(house.db, 'ENTERPRISE'))
    const { client, sessionId } = await start()
    told.says = sayLong('final')
    client.socket.pause()
    const before = process.memoryUsage().rss
    const isOver = async () => {
      const metrics = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text()
      return /^steno_live_sessions\S* 1$/m.test(metrics)
    }
    let seq = 0
    // The system itself holds some megabytes of what nobody reads.
    while (!(await isOver())) {
      expect(seq).toBeLessThan(3000)
      for (let burst = 0; burst < 20; burst++) client.frame(seq++, frame)
      await sleep(20)
    }
    // Whatever it sends now is for nothing.
    for (let burst = 0; burst < 2000; burst++) client.frame(seq++, frame)
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6)
    told.says = () => undefined
    bystander.client.frame(0, frame)
    bystander.client.send({ type: 'stop' })
    await bystander.client.next('ended')
    client.socket.resume()
    expect(await client.closed()).toBe(4508)
    const again = await resume(sessionId)
    again.client.send({ type: 'stop' })
    await again.client.next('ended')
  })
})

it('loads what recognises into threads alone, never beside the sockets (SPEC 6.1)', () => {
  const files = readdirSync('server', { recursive: true, encoding: 'utf8' })
  const outside = files.filter((file) => /(?<!\.test)\.ts$/.test(file) && !file.startsWith('recognizer/threads/'))
  const imports = outside.flatMap((file) => readFileSync(`server/${file}`, 'utf8').match(/^import .*threads\/.*$/gm) ?? [])
  expect(outside.length).toBeGreaterThan(20)
  expect(imports.filter((line) => !line.startsWith('import type '))).toEqual([])
})

it('logged no error', () => {
  expect(house.errors).toEqual([])
})
