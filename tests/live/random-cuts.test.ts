import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listLivePieces, readLivePieces } from '#domain/live/live-pieces.server'
import { addUser } from '#tests/db/test-accounts'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { speakThroughCuts } from '#tests/support/random-cuts'
import { makeSeededRandom } from '#tests/support/seeded-random'

const CUTS = 300
const SESSIONS = 4
let house: LiveHouse

beforeAll(async () => {
  house = await openLiveHouse({ threads: 4 })
})
afterAll(() => house.close())

it('loses and doubles nothing, however often and wherever connections break, on two copies (SPEC 3.2, 3.3, 3.7, 2.4)', async () => {
  const seed = Number(process.env.STENO_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
  console.log(`random cuts: seed ${seed} (repeat with STENO_TEST_SEED)`)
  const ports = [(await house.startServer()).port, (await house.startServer()).port]
  const results = await Promise.all(
    Array.from({ length: SESSIONS }, async (_, at) =>
      speakThroughCuts({ random: makeSeededRandom(seed + at), userId: await addUser(house.db), ports, cuts: CUTS }),
    ),
  )
  for (const { sessionId, audio, acknowledgedButLost } of results) {
    const hash = createHash('sha256')
    let samples = 0
    for await (const part of readLivePieces(house.store, await listLivePieces(house.db, sessionId))) {
      hash.update(part)
      samples += part.length
    }
    expect(samples).toBe(audio.length)
    expect(hash.digest('hex')).toBe(createHash('sha256').update(audio).digest('hex'))
    expect(acknowledgedButLost).toBe(0)
  }
  expect(house.errors).toEqual([])
})
