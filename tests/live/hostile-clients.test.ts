import { once } from 'node:events'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import WebSocket from 'ws'
import { addUser } from '#tests/db/test-accounts'
import { makeForeignCourse } from '#tests/support/hostile-clients'
import { LiveClient } from '#tests/support/live-client'
import { addLiveKey } from '#tests/support/live-key'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { makeNoise } from '#tests/support/random-cuts'
import { makeSeededRandom, type SeededRandom } from '#tests/support/seeded-random'
import { makeToldRecognizer } from '#tests/support/told-recognizer'

const CONNECTIONS = 60
let house: LiveHouse

beforeAll(async () => {
  const told = makeToldRecognizer()
  // Speech of any kind, so that the adapters have something to put into words.
  let said = 0
  told.says = (stream, sample) => {
    const [id, endMs] = [Math.floor(said++ / 3), Math.round(sample / 16)]
    const segment = { id, text: 'one two three '.repeat(1 + (said % 3)).trim(), startMs: Math.max(0, endMs - 500), endMs }
    if (said % 3 === 0) stream.onEvent({ type: 'final', segment, committed: said % 2 === 0 })
    else stream.onEvent({ type: 'partial', segment, stableChars: said % 9 })
    stream.onEvent({ type: 'speaking', isSpeaking: said % 2 === 0, sample })
    stream.onEvent({ type: 'heard', sample, lagMs: 0 })
  }
  house = await openLiveHouse({ recognizer: told })
})
afterAll(() => house.close())

/** Sends the frames, and resolves with the code of the end, whoever brings it about. */
async function attack(url: string, key: string, random: SeededRandom): Promise<number> {
  const address = Array.from({ length: 4 }, () => 1 + random.below(254)).join('.')
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': address } })
  socket.on('error', () => undefined)
  await once(socket, 'open')
  const closed = once(socket, 'close')
  for (const frame of makeForeignCourse(random, 60)) if (socket.readyState === WebSocket.OPEN) socket.send(frame)
  if (random.below(3) === 0) socket.terminate()
  else socket.close(1000)
  return (await closed)[0]
}

it.each([
  ['/v1/listen?encoding=linear16&sample_rate=24000&interim_results=true&vad_events=true&utterance_end_ms=1000'],
  ['/v1/listen?interim_results=true'],
  ['/v1/realtime?intent=transcription'],
  ['/v1/vosk'],
])('hostile frames at %s harm nobody else, and leave nothing behind (SPEC 9.3, 9.7)', async (path) => {
  const seed = Number(process.env.STENO_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
  console.log(`hostile frames: seed ${seed} (repeat with STENO_TEST_SEED)`)
  const server = await house.startServer()
  const bystander = await LiveClient.connect(server.port, await addUser(house.db, 'ENTERPRISE'))
  bystander.send({ type: 'start', language: 'en' })
  await bystander.next('ready')
  const lanes = await Promise.all(Array.from({ length: 4 }, async (_, lane) => {
    const owner = await addUser(house.db, 'ENTERPRISE')
    return { owner, key: await addLiveKey(house.db, owner), random: makeSeededRandom(seed + lane) }
  }))
  const codes = new Map<number, number>()
  await Promise.all(lanes.map(async ({ key, random }) => {
    for (let at = 0; at < CONNECTIONS / lanes.length; at++) {
      const code = await attack(`ws://127.0.0.1:${server.port}${path}`, key, random)
      codes.set(code, (codes.get(code) ?? 0) + 1)
    }
  }))
  console.log(Object.fromEntries(codes))
  expect([...codes.keys()].filter((code) => ![1000, 1005, 1006, 1008, 1013].includes(code))).toEqual([])
  bystander.speak(makeNoise(makeSeededRandom(seed), 10))
  await bystander.next('ack')
  bystander.send({ type: 'stop' })
  await bystander.next('ended')
  // Every session that they began has ended: none waits for somebody to come back.
  await vi.waitFor(async () => {
    const { rows } = await house.db.execute(`select count(*)::int as open from recordings r join live_sessions l on l.recording_id = r.id
      where r.status = 'processing' and l.samples > 0 and l.attached_at is not null`)
    expect(rows).toEqual([{ open: 0 }])
  }, { timeout: 60_000, interval: 200 })
  expect(house.errors).toEqual([])
})
