import { afterAll, beforeAll, expect, it } from 'vitest'
import { LIVE_PROTOCOL, TICKET_PREFIX } from '#domain/live/protocol'
import { signLiveTicket } from '#domain/live/ticket.server'
import { addUser } from '#tests/db/test-accounts'
import { LiveClient } from '#tests/support/live-client'
import { liveSecret } from '#tests/support/live-secret'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { makeNoise } from '#tests/support/random-cuts'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { sendHostile } from '#tests/support/send-hostile'

const LANES = 8
const FRAMES = 20_000
let house: LiveHouse

beforeAll(async () => {
  house = await openLiveHouse({ threads: 4 })
})
afterAll(() => house.close())

it('survives thousands of hostile frames, each connection with a code of its own, and serves others meanwhile (SPEC 1.6)', async () => {
  const seed = Number(process.env.STENO_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
  console.log(`hostile frames: seed ${seed} (repeat with STENO_TEST_SEED)`)
  const server = await house.startServer()
  const users = await Promise.all(Array.from({ length: LANES }, () => addUser(house.db, 'ENTERPRISE')))
  const url = `ws://127.0.0.1:${server.port}/ws/s2t`
  const bystander = await LiveClient.connect(server.port, await addUser(house.db, 'ENTERPRISE'))
  bystander.send({ type: 'start', language: 'en' })
  await bystander.next('ready')
  let said = 0
  const noise = makeNoise(makeSeededRandom(seed), 1)

  const result = await sendHostile({
    seed,
    frames: FRAMES,
    longest: 1000,
    lanes: LANES,
    door: async (lane) => {
      const ticket = signLiveTicket({ purpose: 'live', userId: users[lane]! }, liveSecret)
      return { url, protocols: [LIVE_PROTOCOL, `${TICKET_PREFIX}${ticket}`] }
    },
    onProgress: (frames) => {
      if (frames / 500 > said) bystander.frame(said++, noise)
    },
  })
  console.log(result)
  const expected = ['cut', '1006', '4400', '4401', '4404', '4413', '4429']
  expect(Object.keys(result.closes).filter((code) => !expected.includes(code))).toEqual([])
  expect(result.closes['4400']).toBeGreaterThan(result.connections / 3)
  expect(result.closes['4413']).toBeGreaterThan(0)
  await bystander.next('ack', ({ seq }) => seq === said - 1)
  bystander.send({ type: 'stop' })
  expect(await bystander.next('ended')).toMatchObject({ reason: 'stopped' })
  expect(house.errors).toEqual([])
})
