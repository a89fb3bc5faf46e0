import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { decodeMedia } from '#domain/audio/decode-media.server'
import { makeFileSource } from '#domain/audio/file-source.server'

const sharedDir = resolve('../shared')

/** Absolute path inside the folder of shared test material beside the repository. */
export function sharedPath(path: string): string {
  return resolve(sharedDir, path)
}

/** Whether the shared test material is here; where it is not, it says so: a skipped test must be noticed. */
export function hasShared(path: string): boolean {
  const isThere = existsSync(sharedPath(path))
  if (!isThere) console.warn(`SKIPPED: ${sharedPath(path)} is missing, so the tests that need it do not run.`)
  return isThere
}

const decoded = new Map<string, Promise<Float32Array>>()

/** The whole of a media file, 16 kHz mono; decoded once for all that ask in this process, each of whom gets samples of their own. */
export async function decodeAll(path: string): Promise<Float32Array> {
  const samples = decoded.get(path) ?? decode(path)
  decoded.set(path, samples)
  return (await samples).slice()
}

async function decode(path: string): Promise<Float32Array> {
  const source = await makeFileSource(path)
  try {
    const chunks: Float32Array[] = []
    for await (const chunk of decodeMedia(source).pcm) chunks.push(chunk)
    return joinSamples(chunks)
  } finally {
    await source.close()
  }
}

export function joinSamples(chunks: readonly Float32Array[]): Float32Array {
  const samples = new Float32Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    samples.set(chunk, at)
    at += chunk.length
  }
  return samples
}

/** The samples as a decoder would stream them. */
export async function* streamSamples(samples: Float32Array, chunkSamples = 16_000): AsyncGenerator<Float32Array, void> {
  for (let at = 0; at < samples.length; at += chunkSamples) yield samples.slice(at, at + chunkSamples)
}

/** Rows of a tab-separated file. */
export function readRows(path: string): string[][] {
  return readFileSync(sharedPath(path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
}
