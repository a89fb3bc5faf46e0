import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FRAME_SAMPLES } from '#domain/live/audio-frame'
import { listLivePieces, readLivePieces } from '#domain/live/live-pieces.server'
import { addUser } from '#tests/db/test-accounts'
import { LiveClient } from '#tests/support/live-client'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { occupyPool } from '#tests/support/occupy-pool'
import { makeNoise } from '#tests/support/random-cuts'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { makeToldRecognizer } from '#tests/support/told-recognizer'
import type { LiveServer } from '../../server/make-live-server'

let house: LiveHouse
let server: LiveServer

beforeAll(async () => {
  house = await openLiveHouse({ recognizer: makeToldRecognizer(), databaseWaitMs: 500 })
  server = await house.startServer()
})
afterAll(() => house.close())

const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`)
const metric = async (name: string) => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, 'm').exec(await (await get('/metrics')).text())?.[1])

it('loses nothing that was acknowledged while every connection to the database is held by something slow, nor what was not (SPEC 3.3, 3.8)', async () => {
  const audio = makeNoise(makeSeededRandom(5), 90)
  const say = (client: LiveClient, from: number, to: number) => client.speak(audio.subarray(from * FRAME_SAMPLES, to * FRAME_SAMPLES), from)
  const [userId, otherId] = [await addUser(house.db, 'ENTERPRISE'), await addUser(house.db, 'ENTERPRISE')]
  const client = await LiveClient.connect(server.port, userId)
  client.send({ type: 'start', language: 'en' })
  const { sessionId } = await client.next('ready')
  say(client, 0, 30)
  await client.next('ack', ({ seq }) => seq === 29)

  const release = await occupyPool(house.db, house.databaseUrl, await metric('steno_database_connections_max'))
  say(client, 30, 60)
  const newcomer = await LiveClient.connect(server.port, otherId)
  newcomer.send({ type: 'start', language: 'en' })
  await expect.poll(() => metric('steno_database_waiting'), { interval: 20 }).toBeGreaterThan(0)
  expect((await get('/healthz')).status).toBe(200)
  // What was found a moment ago is told again for a while.
  await expect.poll(async () => (await get('/readyz')).status, { timeout: 10_000 }).toBe(503)
  // Whoever would begin is told to come again; what goes on goes on, and nothing of it is promised.
  expect(await newcomer.closed()).toBe(4500)
  say(client, 60, 80)
  await sleep(1500)
  const promised = client.messages.flatMap((message) => (message.type === 'ack' ? [message.seq] : []))
  expect(Math.max(...promised)).toBe(29)

  await release()
  await client.next('ack', ({ seq }) => seq === 79)
  say(client, 80, 90)
  client.send({ type: 'stop' })
  await client.next('ended')
  const hash = createHash('sha256')
  for await (const part of readLivePieces(house.store, await listLivePieces(house.db, sessionId))) hash.update(part)
  expect(hash.digest('hex')).toBe(createHash('sha256').update(audio).digest('hex'))
  await expect.poll(async () => (await get('/readyz')).status, { timeout: 10_000 }).toBe(200)
})
