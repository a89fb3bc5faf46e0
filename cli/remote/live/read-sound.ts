import { Resampler } from '#domain/audio/resampler'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { FrameCutter } from '#domain/live/client/frame-cutter'
import { CliFailure } from '../failure'
import { parseWavHeader, sampleBytes, type SoundFormat } from './wav-header'

/** A header longer than this is none. */
const HEADER_BYTES_MAX = 1 << 20
const TEXT_LOOK_BYTES = 512

/**
 * Frames for Steno out of a stream of bytes: a WAV, which says itself how its samples lie, or bare samples as `raw` says.
 * Throws CliFailure for what is neither.
 */
export async function* readFrames(stream: AsyncIterable<Buffer>, raw: SoundFormat): AsyncGenerator<Int16Array, void, void> {
  const cutter = new FrameCutter()
  let resampler: Resampler | null = null
  for await (const { format, bytes } of readSamples(stream, raw)) {
    const mono = mixDown(bytes, format)
    if (format.rate !== PCM_SAMPLE_RATE) resampler ??= new Resampler(format.rate)
    yield* cutter.add(resampler ? resampler.process(mono) : mono)
  }
  if (resampler) yield* cutter.add(resampler.flush())
  const rest = cutter.flush()
  if (rest) yield rest
}

/** Bytes of whole samples of all channels. */
async function* readSamples(stream: AsyncIterable<Buffer>, raw: SoundFormat): AsyncGenerator<{ format: SoundFormat; bytes: Buffer }> {
  let open: Buffer = Buffer.alloc(0)
  let format: SoundFormat | null = null
  let left = Number.POSITIVE_INFINITY
  for await (const chunk of stream) {
    open = open.length === 0 ? chunk : Buffer.concat([open, chunk])
    if (!format) {
      const header = parseWavHeader(open)
      if (header.is === 'unknown') throw new CliFailure('wav_unknown', 'This WAV has samples of a kind that cannot be read here.', 'Take 16-bit PCM.')
      if (header.is === 'more' && open.length < HEADER_BYTES_MAX) continue
      format = header.is === 'wav' ? header.format : raw
      if (header.is === 'wav') {
        left = header.dataBytes
        open = open.subarray(header.dataAt)
      } else refuseOtherFiles(open)
    }
    const step = sampleBytes[format.sample] * format.channels
    const whole = Math.min(left, open.length - (open.length % step))
    if (whole > 0) yield { format, bytes: open.subarray(0, whole) }
    left -= whole
    // What follows the samples of a WAV says something about it.
    if (left <= 0) return
    open = open.subarray(whole)
  }
}

/** Compressed sound that is taken for samples is noise; better it is said. */
function refuseOtherFiles(bytes: Buffer): void {
  const start = bytes.toString('latin1', 0, 12)
  if (!/^(ID3|OggS|fLaC|\x1aE\xdf\xa3|....ftyp|FORM|caff)/s.test(start)) {
    if (isText(bytes.subarray(0, TEXT_LOOK_BYTES))) throw new CliFailure('not_sound', 'This is text, not sound.')
    return
  }
  const hint = 'For such a file: steno transcribe. Or let ffmpeg decode it: ffmpeg -i FILE -f wav - | steno live --file -'
  throw new CliFailure('not_pcm', 'This is neither a WAV nor bare samples.', hint)
}

/** Whether bytes are letters and spaces, as no samples of so many bytes are: soft ones have zeros in them, loud ones other bytes. */
function isText(bytes: Buffer): boolean {
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(bytes.toString('latin1'))) return false
  try {
    // A letter may be cut at the end.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }).trim() !== ''
  } catch {
    return false
  }
}

/** The mean of all channels, from −1 to 1. */
function mixDown(bytes: Buffer, { sample, channels }: SoundFormat): Float32Array {
  const size = sampleBytes[sample]
  const read = readers[sample]
  const mono = new Float32Array(Math.floor(bytes.length / size / channels))
  for (let i = 0; i < mono.length; i++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += read(bytes, (i * channels + channel) * size)
    mono[i] = sum / channels
  }
  return mono
}

/** 16 bits are divided by what the frames are multiplied with, so that they come out as they went in. */
const readers: Record<SoundFormat['sample'], (bytes: Buffer, at: number) => number> = {
  u8: (bytes, at) => (bytes[at]! - 128) / 128,
  s16: (bytes, at) => bytes.readInt16LE(at) / 0x7fff,
  s24: (bytes, at) => bytes.readIntLE(at, 3) / 0x80_0000,
  s32: (bytes, at) => bytes.readInt32LE(at) / 0x8000_0000,
  f32: (bytes, at) => bytes.readFloatLE(at),
}
