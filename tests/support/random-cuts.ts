import { setTimeout as sleep } from 'node:timers/promises'
import { FRAME_SAMPLES } from '#domain/live/audio-frame'
import { LiveClient } from './live-client'
import type { SeededRandom } from './seeded-random'

export interface CutsPlan {
  random: SeededRandom
  userId: string
  /** Copies of the server; each connection goes to any of them. */
  ports: readonly number[]
  cuts: number
  /** What is said, whole frames of it, and nothing but that; default noise, which the client finishes or rests in now and then. */
  audio?: Int16Array
  /** How long a connection may rest before it breaks. Default 30. */
  lastsMs?: number
  /** How long it may take until the next one, where none has taken over. Default 0. */
  awayMs?: number
}

export interface CutsResult {
  sessionId: string
  /** All that was said. */
  audio: Int16Array
  cuts: number
  /** Acknowledged frames that a server did not hold afterwards. */
  acknowledgedButLost: number
}

/** Faint noise in which no two frames are alike, so that a lost or doubled one shows; recognition hears no speech in it. */
export function makeNoise(random: SeededRandom, frames: number): Int16Array {
  return Int16Array.from({ length: frames * FRAME_SAMPLES }, () => random.below(64) - 32)
}

/**
 * A client that keeps to the protocol and whose connections break all the time: at any moment, some while a newer one has already
 * taken over. It keeps what is not acknowledged and sends it again, as the page does.
 */
export async function speakThroughCuts({ random, userId, ports, cuts, ...said }: CutsPlan): Promise<CutsResult> {
  const audio = said.audio ?? makeNoise(random, cuts * 4)
  const frames = audio.length / FRAME_SAMPLES
  let address = 0
  const connect = () => LiveClient.connect(random.pick(ports), userId, undefined, `10.0.${address >> 7}.${address++ & 127}`)
  let client = await connect()
  client.send({ type: 'start', language: 'en' })
  const { sessionId } = await client.next('ready')
  let nextSeq = 0
  let acked = -1
  let acknowledgedButLost = 0
  const noteAcks = () => {
    for (const message of client.messages) if (message.type === 'ack') acked = Math.max(acked, message.seq)
  }

  for (let cut = 0; cut < cuts; cut++) {
    const until = Math.min(frames - 1, nextSeq + random.below(8))
    for (let seq = nextSeq; seq < until; seq++) client.frame(seq, audio.subarray(seq * FRAME_SAMPLES, (seq + 1) * FRAME_SAMPLES))
    if (!said.audio && random.below(4) === 0) client.send({ type: random.pick(['finalize', 'pause'] as const) })
    await sleep(random.below(said.lastsMs ?? 30))
    const old = client
    const overlaps = random.below(4) === 0
    if (!overlaps) {
      old.cut()
      if (said.awayMs) await sleep(random.below(said.awayMs))
    }
    noteAcks()
    client = await connect()
    client.send({ type: 'resume', sessionId })
    const ready = await client.next('ready')
    if (overlaps) old.cut()
    nextSeq = ready.nextSeq
    if (nextSeq <= acked) acknowledgedButLost += 1
  }
  for (let seq = nextSeq; seq < frames; seq++) client.frame(seq, audio.subarray(seq * FRAME_SAMPLES, (seq + 1) * FRAME_SAMPLES))
  client.send({ type: 'stop' })
  await client.next('ended')
  return { sessionId, audio, cuts, acknowledgedButLost }
}
