import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

export interface PulseOptions {
  databaseUrl: string
  /** Shown in pg_stat_activity. */
  name: string
  everyMs: number
  /**
   * One beat. `steady` is false for a while after this process or its connection stood still: the time that others
   * seem to have been silent may then be our own.
   */
  beat: (client: pg.Client, steady: boolean) => Promise<void>
  /** How long to count as unsteady after standing still. */
  settleMs: number
  onTrouble: (error: unknown) => void
}

export interface Pulse {
  /** Whether the last beat succeeded. */
  isWell(): boolean
  /** Resolves when the running beat has ended and the connection is closed. */
  stop(): Promise<void>
}

/**
 * Repeats something small at a steady rate on a connection of its own, so that neither a busy pool nor a long
 * statement delays it; connects anew after any error. Resolves after the first beat, which is tried until it succeeds.
 */
export async function startPulse(options: PulseOptions): Promise<Pulse> {
  const stopping = new AbortController()
  let client: pg.Client | null = null
  let isWell = false
  let lastBeatAt: number | null = null
  let unsteadyUntil = 0
  let wasSteady = true

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({
      connectionString: options.databaseUrl,
      application_name: options.name,
      connectionTimeoutMillis: 2000,
      query_timeout: 5000,
      keepAlive: true,
    })
    // A connection that breaks between two beats fails the next one, which is soon enough.
    fresh.on('error', () => undefined)
    await fresh.connect()
    return fresh
  }

  /** One time of settling between two steady beats at most: on a machine that is always slow, work must still get done. */
  function settle(): void {
    if (!wasSteady) return
    wasSteady = false
    unsteadyUntil = performance.now() + options.settleMs
  }

  async function beatOnce(): Promise<void> {
    const startedAt = performance.now()
    if (lastBeatAt !== null && startedAt - lastBeatAt > options.settleMs) settle()
    try {
      client ??= await connect()
      const steady = performance.now() >= unsteadyUntil
      await options.beat(client, steady)
      wasSteady ||= steady
      isWell = true
    } catch (error) {
      isWell = false
      void client?.end().catch(() => undefined)
      client = null
      if (lastBeatAt !== null) settle()
      options.onTrouble(error)
    }
    if (isWell || lastBeatAt !== null) lastBeatAt = startedAt
  }

  const rest = () => sleep(options.everyMs, undefined, { signal: stopping.signal }).catch(() => undefined)
  await beatOnce()
  while (!isWell && !stopping.signal.aborted) {
    await rest()
    await beatOnce()
  }
  const loop = (async () => {
    await rest()
    while (!stopping.signal.aborted) {
      await beatOnce()
      await rest()
    }
  })()
  return {
    isWell: () => isWell,
    stop: async () => {
      stopping.abort()
      await loop
      await client?.end().catch(() => undefined)
    },
  }
}
