import type { ServerMessage } from '#domain/live/protocol'
import { encodeAudioFrame } from '#domain/live/audio-frame'
import { limits } from '#domain/limits/limits'
import type { SeededRandom } from './seeded-random'

export type HostileFrame = string | Buffer

/** What a connection is about to send: frames that a server puts up with, then one that ends it; null breaks the line instead. */
export interface HostileCourse {
  /** Whether the session is begun, and its `ready` awaited, before the frames. */
  starts: boolean
  borne: HostileFrame[]
  last: HostileFrame | null
}

/**
 * Frames of a hostile client, fewer than `longest` before the one that ends it, and the same for the same seed; sequence numbers are
 * those of a session that has just begun.
 */
export function makeCourse(random: SeededRandom, longest: number): HostileCourse {
  const starts = random.below(4) === 0
  const borne: HostileFrame[] = []
  let seq = 0
  let messages = 0
  if (starts) {
    for (let left = random.below(longest); left > 0; left--) {
      // Half of what a second allows, so that a slow machine does not make two seconds' worth one.
      if (random.below(20) === 0 && ++messages < limits.liveMessagesPerSecondMax / 2) borne.push(oddMessage(random))
      else if (seq > 0 && random.below(6) === 0) borne.push(audio(random, random.below(seq)))
      else borne.push(audio(random, seq++))
    }
  }
  const last = random.below(10) === 0 ? null : fatal(random, starts, seq)
  return { starts, borne, last }
}

/** Audio of a few samples of any kind. */
function audio(random: SeededRandom, seq: number): Buffer {
  const samples = Int16Array.from({ length: 1 + random.below(40) }, () => random.below(65_536) - 32_768)
  return Buffer.from(encodeAudioFrame({ seq, samples }))
}

/** What a live session answers or refuses, and goes on. */
function oddMessage(random: SeededRandom): string {
  return JSON.stringify(
    random.pick<object>([
      { type: 'finalize' },
      { type: 'pause' },
      { type: 'update', language: 'xx' },
      { type: 'update', model: '../../etc/passwd' },
      { type: 'update', title: '\u202e<script>alert(1)</script>\ud800'.repeat(random.below(4)) },
      { type: 'finalize', constructor: 1, hasOwnProperty: [] },
      { type: 'finalize', then: 'constructor', [`${random.next()}`]: null },
    ]),
  )
}

/** What no connection survives. */
function fatal(random: SeededRandom, isLive: boolean, seq: number): HostileFrame {
  const kinds: (() => HostileFrame)[] = [
    () => bytes(random, random.below(300)).toString('latin1'),
    () => bytes(random, random.pick([0, 1, 2, 3, 4, 5, 7, 2 * random.below(100) + 5])),
    () => '['.repeat(random.below(20_000)),
    () => JSON.stringify(notQuite(random)),
    () => audio(random, isLive ? seq + 1 + random.below(0xffff_fffe - seq) : random.below(10)),
    () => Buffer.concat([Buffer.alloc(4, 0xff), bytes(random, 64)]),
    () => JSON.stringify(isLive ? random.pick([{ type: 'start' }, { type: 'resume', sessionId: uuid(random) }]) : { type: 'stop' }),
    () => JSON.stringify({ type: 'resume', sessionId: uuid(random) }),
    () => (random.below(8) === 0 ? bytes(random, limits.liveFrameBytesMax + 1 + random.below(5000)) : '{"type":"stop",}'),
  ]
  return random.pick(kinds)()
}

/** Nearly a message: a real type with values of the wrong kind. */
function notQuite(random: SeededRandom): unknown {
  const wrong = random.pick<unknown>([null, -1, 1e308, [], {}, '', 'x'.repeat(10_000), true, '\u0000', [[[]]]])
  return random.pick<unknown>([
    wrong,
    { type: wrong },
    { type: 'start', language: wrong ?? 5 },
    { type: 'start', title: { toString: wrong } },
    { type: 'resume', sessionId: wrong },
    { type: 'update', model: { length: 1 } },
    { type: 'ready' satisfies ServerMessage['type'], sessionId: uuid(random), nextSeq: wrong },
  ])
}

function bytes(random: SeededRandom, length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => random.below(256)))
}

function uuid(random: SeededRandom): string {
  const hex = bytes(random, 16).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}
