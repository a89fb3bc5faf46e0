import { makeSeededRandom, type SeededRandom } from './seeded-random'

/**
 * Chance for a test of its own kind: another seed at each run, printed, and the one that `STENO_TEST_SEED` names where a
 * failure is to be repeated.
 */
export function makeTestRandom(what: string): SeededRandom {
  const seed = Number(process.env.STENO_TEST_SEED ?? Math.floor(Math.random() * 1e9))
  console.info(`${what}: STENO_TEST_SEED=${seed}`)
  return makeSeededRandom(seed)
}
