import { expect, it } from 'vitest'
import { pcmChunks } from './pcm'

it('regroups pieces of any size, also ones that cut a sample in two', async () => {
  const samples = Float32Array.from({ length: 10 }, (_, at) => at / 10)
  const bytes = new Uint8Array(samples.buffer)
  async function* pieces() {
    yield bytes.subarray(0, 3)
    yield bytes.subarray(3, 29)
    yield bytes.subarray(29)
  }
  const chunks: Float32Array[] = []
  for await (const chunk of pcmChunks(pieces(), 4)) chunks.push(chunk)
  expect(chunks).toEqual([samples.slice(0, 4), samples.slice(4, 8), samples.slice(8)])
})
