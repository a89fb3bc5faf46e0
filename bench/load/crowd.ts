import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeAll } from '#tests/support/decoded-sound'
import { toPcm16 } from '#tests/support/live-client'
import type { Person } from './make-people'
import { browse, search, upload, type Actor } from './people'
import { speak, type Spoken } from './speak'
import type { Tally } from './tally'
import type { Way } from './way'

/** Nobody begins to speak for less than this. */
const SPEECH_MS_MIN = 10_000
const SAMPLE = 'public/sample/steno-sample.mp3'

/** How many of whom. */
export interface CrowdSize {
  browsers: number
  searchers: number
  uploaders: number
  speakers: number
}

export interface CrowdOptions extends CrowdSize {
  people: readonly Person[]
  /** How somebody comes, by number. */
  wayOf(at: number): Way
  tally: Tally
  /** When they stop beginning anything (performance.now). */
  until: number
}

/** What must be there afterwards. */
export interface Given {
  /** Files that were sent, whatever came of it. */
  sent: number
  /** Recordings that their senders were told of. */
  uploaded: string[]
  spoken: Spoken[]
}

/** People who browse, search, upload and speak side by side at a human pace; resolves when the last has finished. */
export async function runCrowd({ people, wayOf, tally, until, ...size }: CrowdOptions): Promise<Given> {
  const sample = await readFile(SAMPLE)
  const file = new Blob([sample], { type: 'audio/mpeg' })
  const speech = toPcm16((await decodeAll(sample)).samples)
  const given: Given = { sent: 0, uploaded: [], spoken: [] }
  let came = 0
  const keepOn = (count: number, act: (actor: Actor) => Promise<unknown>, lastsMs = 0) => Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const actor = { person: people[at % people.length]!, way: wayOf(came++), tally }
      await sleep(at * 300)
      while (performance.now() < until - lastsMs) await act(actor)
    }))
  await Promise.all([
    keepOn(size.browsers, browse),
    keepOn(size.searchers, search),
    keepOn(size.uploaders, async (actor) => {
      given.sent += 1
      const id = await upload(actor, file)
      if (id) given.uploaded.push(id)
    }),
    keepOn(size.speakers, async (actor) => given.spoken.push(await speak(actor, speech, until)), SPEECH_MS_MIN),
  ])
  return given
}
