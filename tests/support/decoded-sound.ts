import { decodeMedia } from '#domain/audio/decode-media.server'
import { PCM_SAMPLE_RATE, type MediaFacts } from '#domain/audio/media'
import { bytesSource } from './media-fixtures'

export interface DecodedSound {
  samples: Float32Array
  facts: MediaFacts
  durationMs: number
}

/** All samples of a file in memory, with what the decoder says of it. */
export async function decodeAll(bytes: Uint8Array): Promise<DecodedSound> {
  const decoding = decodeMedia(bytesSource(bytes))
  const chunks: Float32Array[] = []
  for await (const chunk of decoding.pcm) chunks.push(chunk)
  const joined = Buffer.concat(chunks.map((chunk) => new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)))
  const samples = new Float32Array(new Uint8Array(joined).buffer)
  return { samples, facts: await decoding.facts, durationMs: decoding.durationMs() }
}

/** The amplitude of one frequency in samples at PCM_SAMPLE_RATE: 1 for a sine at full scale. */
export function amplitudeAt(hz: number, samples: Float32Array): number {
  let re = 0
  let im = 0
  samples.forEach((sample, i) => {
    re += sample * Math.cos((2 * Math.PI * hz * i) / PCM_SAMPLE_RATE)
    im += sample * Math.sin((2 * Math.PI * hz * i) / PCM_SAMPLE_RATE)
  })
  return (2 * Math.hypot(re, im)) / samples.length
}

/** When the sound first rises above a quarter of full scale, in ms; null where it never does. */
export function onsetMs(samples: Float32Array): number | null {
  const at = samples.findIndex((sample) => Math.abs(sample) > 0.25)
  return at < 0 ? null : (at * 1000) / PCM_SAMPLE_RATE
}
