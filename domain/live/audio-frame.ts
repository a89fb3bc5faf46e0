import { PCM_SAMPLE_RATE } from '../audio/media'

/** Samples of one frame, and its place among the frames of its session (server/SPEC.md 3.1). */
export interface AudioFrame {
  seq: number
  /** 16 kHz, mono. */
  samples: Int16Array
}

const HEADER_BYTES = 4
const SAMPLE_BYTES = 2
const SEQ_MAX = 0xffff_ffff

/** Samples of the frames that Steno's own page sends: a tenth of a second. */
export const FRAME_SAMPLES = PCM_SAMPLE_RATE / 10

/** The sequence number as an unsigned 32-bit integer, then the samples as signed 16-bit ones, all little-endian. */
export function encodeAudioFrame({ seq, samples }: AudioFrame): ArrayBuffer {
  const bytes = new ArrayBuffer(HEADER_BYTES + samples.length * SAMPLE_BYTES)
  const view = new DataView(bytes)
  view.setUint32(0, seq, true)
  for (let i = 0; i < samples.length; i++) view.setInt16(HEADER_BYTES + i * SAMPLE_BYTES, samples[i]!, true)
  return bytes
}

/** A copy of what the frame holds, or null where the bytes are no frame: too short, no samples, or half a sample. */
export function parseAudioFrame(bytes: ArrayBuffer): AudioFrame | null {
  const payload = bytes.byteLength - HEADER_BYTES
  if (payload < SAMPLE_BYTES || payload % SAMPLE_BYTES !== 0) return null
  const view = new DataView(bytes)
  const seq = view.getUint32(0, true)
  if (seq === SEQ_MAX) return null
  // Typed arrays are of the machine's own order: little-endian wherever Node and browsers run.
  return { seq, samples: new Int16Array(bytes.slice(HEADER_BYTES)) }
}
