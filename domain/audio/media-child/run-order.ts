import type { Frame } from 'node-av/lib'
import { PCM_SAMPLE_RATE } from '../media'
import type { MediaOrder } from '../media-wire'
import { report } from './channel'
import { MediaFailure } from './failure'
import { FlacEncoder } from './flac-encoder'
import { Mp3Encoder, PLAYBACK_RATE } from './mp3-encoder'
import { openMedia, type OpenMedia } from './open-media'
import { OutputBlocks } from './output-blocks'
import { readFacts } from './read-facts'
import { readFrames, type ReadStatistics } from './read-frames'
import { Timeline } from './timeline'

/** Does what the parent ordered; facts are reported once the first sound is decoded. Throws MediaFailure. */
export async function runOrder(order: MediaOrder): Promise<void> {
  const media = await openMedia(order)
  const statistics: ReadStatistics = { packets: 0, badPackets: 0 }
  const frames = readFrames(media, statistics)
  const first = await frames.next()
  if (first.done) throw silenceFailure(statistics, media.format.duration > 0n)
  report({ type: 'facts', facts: readFacts(media, first.value) })
  if (order.task === 'probe') return
  const rate = order.task === 'encode' ? PLAYBACK_RATE : PCM_SAMPLE_RATE
  const timeline = new Timeline(media, rate, order.durationMsMax)
  const samples = timeline.place(startingWith(first.value, frames))
  if (order.task === 'decode') await writePcm(samples)
  if (order.task === 'encode') await writeMp3(samples)
  if (order.task === 'preserve') await writeFlac(samples, lengthOf(media))
}

/** Samples at PCM_SAMPLE_RATE, as the container states them. */
function lengthOf({ stream }: OpenMedia): number {
  const { num, den } = stream.timeBase
  return Math.round((Number(stream.duration) * num * PCM_SAMPLE_RATE) / den)
}

function silenceFailure(statistics: ReadStatistics, statesDuration: boolean): MediaFailure {
  const detail = `no sound in ${statistics.packets} packets, ${statistics.badPackets} of them bad`
  const damaged = statistics.packets > 0 || statesDuration
  return new MediaFailure(damaged ? 'media_truncated' : 'media_empty', detail)
}

async function* startingWith(first: Frame, rest: AsyncIterable<Frame>): AsyncGenerator<Frame> {
  yield first
  yield* rest
}

async function writePcm(samples: AsyncIterable<Float32Array>): Promise<void> {
  const blocks = new OutputBlocks()
  for await (const part of samples) blocks.push(new Uint8Array(part.buffer, part.byteOffset, part.byteLength))
  blocks.flush()
}

async function writeMp3(samples: AsyncIterable<Float32Array>): Promise<void> {
  const blocks = new OutputBlocks()
  const encoder = new Mp3Encoder()
  for await (const part of samples) for (const bytes of encoder.push(part)) blocks.push(bytes)
  for (const bytes of encoder.finish()) blocks.push(bytes)
  blocks.flush()
}

async function writeFlac(samples: AsyncIterable<Float32Array>, totalSamples: number): Promise<void> {
  const blocks = new OutputBlocks()
  const encoder = new FlacEncoder(totalSamples)
  blocks.push(encoder.header())
  for await (const part of samples) for (const bytes of encoder.push(part)) blocks.push(bytes)
  for (const bytes of encoder.finish()) blocks.push(bytes)
  blocks.flush()
}
