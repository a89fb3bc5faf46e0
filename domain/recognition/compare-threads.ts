/** So many recognizer threads, ready to be measured. */
export interface ThreadTeam {
  /** Recognises the same speech so many times, as many at once as there are threads. */
  recognize(times: number): Promise<unknown>
  close(): Promise<void>
}

export interface CompareOptions {
  threadsMax: number
  /** Length of the speech that a team recognises each time. */
  speechSeconds: number
  open(threads: number): ThreadTeam
  /** Milliseconds. */
  now?(): number
}

/** What twice the threads must add to be worth their memory: less than that is noise, or two halves of one core. */
const CLEAR_GAIN = 1.2
const ROUNDS_MIN = 2
const ROUNDS_MAX = 6
/** For one comparison; large models need that long for the fewest rounds. */
const ENOUGH_MS = 2_000

/**
 * Doubles the threads for as long as that pays. Two counts are measured in turn, so that whatever else the machine does
 * just then meets both, and each is judged by its best round, since noise only ever slows.
 * @returns audio seconds recognised a second, by count of threads
 */
export async function compareThreads(options: CompareOptions): Promise<Map<number, number>> {
  const throughput = new Map<number, number>()
  for (let threads = 1; threads === 1 || threads * 2 <= options.threadsMax; threads *= 2) {
    const counts = threads * 2 <= options.threadsMax ? [threads, threads * 2] : [threads]
    for (const [count, best] of await measureInTurn(counts, options)) {
      throughput.set(count, Math.max(best, throughput.get(count) ?? 0))
    }
    if (pickThreads(throughput) === threads) break
  }
  return throughput
}

/** The smallest count that no count of twice the threads clearly beats. */
export function pickThreads(throughput: ReadonlyMap<number, number>): number {
  let threads = Math.min(...throughput.keys())
  while ((throughput.get(threads * 2) ?? 0) >= throughput.get(threads)! * CLEAR_GAIN) threads *= 2
  return threads
}

async function measureInTurn(
  counts: readonly number[], { open, speechSeconds, now = () => performance.now() }: CompareOptions,
): Promise<Map<number, number>> {
  const teams = counts.map((threads) => ({ threads, team: open(threads) }))
  const best = new Map<number, number>()
  try {
    // The first time loads the model into each thread.
    for (const { threads, team } of teams) await team.recognize(threads)
    const start = now()
    for (let round = 0; round < ROUNDS_MAX && (round < ROUNDS_MIN || now() - start < ENOUGH_MS); round += 1) {
      for (const { threads, team } of teams) {
        const began = now()
        await team.recognize(threads)
        const throughput = (threads * speechSeconds * 1000) / (now() - began)
        best.set(threads, Math.max(throughput, best.get(threads) ?? 0))
      }
    }
    return best
  } finally {
    await Promise.all(teams.map(({ team }) => team.close()))
  }
}
