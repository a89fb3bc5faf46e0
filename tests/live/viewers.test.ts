import { once } from 'node:events'
import { sql } from 'drizzle-orm'
import WebSocket from 'ws'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LIVE_PROTOCOL, parseViewerMessage, WATCH_PREFIX, type ViewerMessage } from '#domain/live/protocol'
import { hashViewerToken, revokeLiveShare, shareLiveSession } from '#domain/live/share.server'
import { begin } from '#tests/db/live-acts'
import { addUser } from '#tests/db/test-accounts'
import { decodeAll } from '#tests/speech/shared-audio'
import { LiveClient, toPcm16 } from '#tests/support/live-client'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import type { LiveServer } from '../../server/make-live-server'

let house: LiveHouse
let here: LiveServer
let elsewhere: LiveServer
let userId: string
let speech: Int16Array

beforeAll(async () => {
  house = await openLiveHouse()
  here = await house.startServer()
  elsewhere = await house.startServer()
  userId = await addUser(house.db)
  speech = toPcm16(await decodeAll('public/sample/steno-sample.mp3'))
})
afterAll(() => house.close())

interface Viewer {
  messages: ViewerMessage[]
  socket: WebSocket
  closed: Promise<number>
  /** The texts of the finals that stand, in order. */
  texts(): string[]
}

async function watch(server: LiveServer, token: string): Promise<Viewer> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/ws/watch`, [LIVE_PROTOCOL, `${WATCH_PREFIX}${token}`])
  const messages: ViewerMessage[] = []
  socket.on('message', (data) => messages.push(parseViewerMessage(String(data))!))
  const closed = once(socket, 'close').then(([code]) => code as number)
  await once(socket, 'open')
  const texts = () => {
    const byId = new Map<number, string>()
    for (const message of messages) if (message.type === 'final') byId.set(message.segmentId, message.text)
    return [...byId.entries()].sort(([a], [b]) => a - b).map(([, text]) => text)
  }
  return { messages, socket, closed, texts }
}

const announce = (notice: object) => house.db.execute(sql`select pg_notify('steno_live', ${JSON.stringify(notice)})`)

it('shows viewers here and on another copy what is said, also those who come late (SPEC 7.1–7.3)', async () => {
  const client = await LiveClient.connect(here.port, userId)
  client.send({ type: 'start', language: 'en', title: 'Lecture' })
  const { sessionId } = await client.next('ready')
  const { token } = await shareLiveSession(house.db, userId, sessionId)
  const near = await watch(here, token)
  const far = await watch(elsewhere, token)
  await expect.poll(() => near.messages[0], { timeout: 20_000 }).toMatchObject({ type: 'hello', title: 'Lecture', isOpen: true })

  client.speak(speech)
  client.send({ type: 'stop' })
  await client.next('ended')
  const said = client.finals().map(({ text }) => text)
  await expect.poll(() => near.messages.at(-1)?.type, { timeout: 20_000 }).toBe('ended')
  await expect.poll(() => far.messages.at(-1)?.type, { timeout: 20_000 }).toBe('ended')
  expect(near.texts()).toEqual(said)
  expect(far.texts()).toEqual(said)
  expect(near.messages.some(({ type }) => type === 'partial')).toBe(true)
  expect(far.messages.some(({ type }) => type === 'partial')).toBe(false)

  const late = await watch(elsewhere, token)
  await expect.poll(() => late.messages.at(-1)?.type, { timeout: 20_000 }).toBe('ended')
  expect(late.texts()).toEqual(said)

  await revokeLiveShare(house.db, userId, sessionId)
  expect(await Promise.all([near.closed, far.closed, late.closed])).toEqual([4404, 4404, 4404])
  expect(await (await watch(here, token)).closed).toBe(4404)
})

it('shows what was settled and not yet stored to viewers who come in between (SPEC 7.2)', async () => {
  let store = () => {}
  const mayStore = new Promise<void>((resolve) => (store = resolve))
  const put = house.store.put.bind(house.store)
  house.store.put = async (...args) => {
    await mayStore
    return put(...args)
  }
  const client = await LiveClient.connect(here.port, userId)
  client.send({ type: 'start', language: 'en' })
  const { sessionId } = await client.next('ready')
  const { token } = await shareLiveSession(house.db, userId, sessionId)
  client.speak(speech)
  await client.next('final', ({ committed }) => committed)
  const viewer = await watch(here, token)
  await expect.poll(() => viewer.messages[0]?.type, { timeout: 20_000 }).toBe('hello')
  expect(viewer.texts()).toEqual([])
  store()
  house.store.put = put
  client.send({ type: 'stop' })
  await client.next('ended')
  await expect.poll(() => viewer.messages.at(-1)?.type, { timeout: 20_000 }).toBe('ended')
  expect(viewer.texts()).toEqual(client.finals().map(({ text }) => text))
})

it('shuts out those who came by a link that another has replaced, and nobody who came by the other (SPEC 7.4)', async () => {
  const { sessionId } = await begin(house.db, userId)
  const early = await watch(here, (await shareLiveSession(house.db, userId, sessionId)).token)
  await expect.poll(() => early.messages[0]?.type, { timeout: 20_000 }).toBe('hello')
  const { token } = await shareLiveSession(house.db, userId, sessionId)
  expect(await early.closed).toBe(4404)
  const late = await watch(here, token)
  await expect.poll(() => late.messages[0]?.type, { timeout: 20_000 }).toBe('hello')
  // The notice of a link may come after the first of its viewers.
  await announce({ type: 'revoked', sessionId, tokenHash: hashViewerToken(token) })
  await announce({ type: 'ended', sessionId, reason: 'stopped' })
  await expect.poll(() => late.messages.at(-1)?.type, { timeout: 20_000 }).toBe('ended')
  expect(late.socket.readyState).toBe(WebSocket.OPEN)
  late.socket.close()
})

it('lets viewers say nothing, and knows no other token (SPEC 7.1, 7.2)', async () => {
  const client = await LiveClient.connect(here.port, userId)
  client.send({ type: 'start', language: 'en' })
  const { sessionId } = await client.next('ready')
  const { token } = await shareLiveSession(house.db, userId, sessionId)
  const viewer = await watch(here, token)
  viewer.socket.send('{"type":"stop"}')
  expect(await viewer.closed).toBe(4400)
  expect(await (await watch(here, 'x'.repeat(32))).closed).toBe(4404)
  await expect(shareLiveSession(house.db, await addUser(house.db), sessionId)).rejects.toThrow()
  client.send({ type: 'stop' })
  await client.next('ended')
})
