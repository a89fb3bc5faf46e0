import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { FRAME_SAMPLES } from '#domain/live/audio-frame'
import { LiveClient } from '#domain/live/client/live-client'
import type { LiveState } from '#domain/live/client/live-state'
import { makeMemoryTakeStore } from '#domain/live/client/take'
import type { Actor } from './people'

const FRAME_MS = 100
/** Whoever has finished waits no longer than this for the end. */
const END_MS_MAX = 90_000
const ANSWER_MS = 10_000

/** What somebody said, and what they were told of it. */
export interface Spoken {
  /** Null where no session was ever begun. */
  sessionId: string | null
  saidMs: number
  /** What their browser still holds, since nobody has said that it is stored. */
  unsentMs: number
  outcome: string
}

/** Speaks through the client that the page has, over as many connections as it takes, until all is said or `until` has passed. */
export async function speak({ person, way, tally }: Actor, speech: Int16Array, until: number): Promise<Spoken> {
  const speaker = new LiveClient({
    url: `${way.liveUrl}/ws/s2t`, openSocket: way.openSocket, store: makeMemoryTakeStore(), isKeptOnDisk: false,
    take: {
      id: randomUUID(), userId: person.userId, sessionId: null, resumeTicket: null, offset: 0, title: 'Spoken', language: 'en',
      modelId: null, startedAt: Date.now(), isFinishing: false,
    },
    async fetchTicket() {
      const response = await ask('/live/ticket', { method: 'POST', headers: { 'Sec-Fetch-Site': 'same-origin' } })
      return ((await response.json()) as { ticket: string | null }).ticket
    },
    fetchStored: async (id) => (await ask(`/live/sessions/${id}`)).json(),
  })
  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { Cookie: person.cookie, ...init.headers }
    const response = await way.fetch(path, { redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS), ...init, headers })
    if (!response.ok) throw new Error(`The pages answered ${response.status}.`)
    return response
  }

  const startedAt = performance.now()
  let openedAt = 0
  let lostAt = 0
  const stopWatching = speaker.subscribe(() => {
    const { link } = speaker.state
    if (link === 'open' && !openedAt) tally.note('live: start', (openedAt = performance.now()) - startedAt)
    if (link === 'open' && lostAt) tally.note('live: away', performance.now() - lostAt)
    if (link === 'open') lostAt = 0
    else if (openedAt && link !== 'closed') lostAt ||= performance.now()
  })
  let said = 0
  for (let at = 0; at + FRAME_SAMPLES <= speech.length && performance.now() < until && !speaker.state.outcome; at += FRAME_SAMPLES) {
    speaker.push(speech.subarray(at, at + FRAME_SAMPLES))
    said += 1
    await sleep(Math.max(0, startedAt + said * FRAME_MS - performance.now()))
  }
  const finished = tally.time('live: stop to the end', () => untilOver(speaker))
  speaker.finish()
  await finished
  stopWatching()
  await speaker.close()
  return { sessionId: speaker.state.sessionId, saidMs: said * FRAME_MS, unsentMs: speaker.unsent.length * FRAME_MS, outcome: wordFor(speaker.state) }
}

/** Rejects where the session ends in any other way than at its end. */
function untilOver(speaker: LiveClient): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = () => {
      clearTimeout(timer)
      stop()
      const { state } = speaker
      if (state.outcome?.kind === 'ended') resolve()
      else reject(new Error(wordFor(state)))
    }
    const timer = setTimeout(give, END_MS_MAX)
    const stop = speaker.subscribe(() => speaker.state.outcome && give())
    if (speaker.state.outcome) give()
  })
}

const wordFor = ({ outcome, link, trouble }: LiveState) =>
  outcome === null ? `no end, link ${link}${trouble ? ` (${trouble})` : ''}` : outcome.kind === 'refused' ? outcome.code : outcome.kind
