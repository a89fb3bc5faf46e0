import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeMedia } from '#domain/audio/decode-media.server'
import { makeFileSource } from '#domain/audio/file-source.server'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { readRows } from '#tests/speech/shared-audio'

const audioDir = fileURLToPath(new URL('../../shared/audio', import.meta.url))

/** Speech without pauses: utterances end to end. */
export async function denseSpeech(): Promise<Float32Array> {
  const dir = path.join(audioDir, 'ljspeech-orig')
  if (!existsSync(dir)) throw new Error(`This benchmark needs recorded speech in ${dir}.`)
  const names = (await readdir(dir)).filter((name) => name.endsWith('.flac')).sort()
  const utterances: Float32Array[] = []
  // One after another: twenty decoders at once would starve each other on a busy machine.
  for (const name of names) utterances.push(await samplesOf(path.join(dir, name)))
  return joined(utterances)
}

/** Speech as it is read aloud, with pauses of 0.6 to 3 s. */
export const naturalSpeech = () => samplesOf(path.join(audioDir, 'long/chapter.flac'))

/** Stretches of the speech of a reader, in milliseconds of it, as the reference says where each begins and ends. */
export interface Utterance {
  startMs: number
  endMs: number
}

/** Utterances that are not long, each followed by silence that every endpoint rule takes for an end. */
export async function spacedSpeech(): Promise<{ speech: Float32Array; utterances: Utterance[] }> {
  const rows = readRows('audio/long/chapter.segments.tsv').map(([start, end]) => ({ start: Number(start), end: Number(end) }))
  const chapter = await naturalSpeech()
  const silence = new Float32Array(3 * PCM_SAMPLE_RATE)
  const parts: Float32Array[] = [silence]
  const utterances: Utterance[] = []
  let at = silence.length
  for (const { start, end } of rows.filter((row) => row.end - row.start < 6)) {
    const part = chapter.subarray(Math.round(start * PCM_SAMPLE_RATE), Math.round(end * PCM_SAMPLE_RATE))
    utterances.push({ startMs: (at * 1000) / PCM_SAMPLE_RATE, endMs: ((at + part.length) * 1000) / PCM_SAMPLE_RATE })
    parts.push(part, silence)
    at += part.length + silence.length
  }
  return { speech: joined(parts), utterances }
}

async function samplesOf(file: string): Promise<Float32Array> {
  const source = await makeFileSource(file)
  const chunks: Float32Array[] = []
  for await (const chunk of decodeMedia(source).pcm) chunks.push(chunk)
  await source.close()
  return joined(chunks)
}

function joined(chunks: Float32Array[]): Float32Array {
  const all = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}

/** The speech again and again as a 16-bit WAV file of the given length, made as it is taken. */
export async function* loopedWav(speech: Float32Array, seconds: number): AsyncGenerator<Uint8Array> {
  const samples = Math.round(seconds * PCM_SAMPLE_RATE)
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples * 2, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(PCM_SAMPLE_RATE, 24)
  header.writeUInt32LE(PCM_SAMPLE_RATE * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples * 2, 40)
  yield header
  const loop = Int16Array.from(speech, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))))
  for (let left = samples; left > 0; left -= loop.length) {
    const part = loop.subarray(0, left)
    yield Buffer.from(part.buffer, part.byteOffset, part.byteLength)
  }
}
