import { parentPort, workerData } from 'node:worker_threads'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { dependsOnLanguage } from '../engine-config'
import { recognizeWithoutLoops } from '../recognize-without-loops'
import type { RecognizerReply, RecognizerRequest, RecognizerThreadData, WithId } from '../thread-messages'
import { loadEngine, loadLanguageJudge, type LoadedEngine } from './sherpa-engine'

/**
 * Entry of a recognizer thread: takes one window at a time, loads the models it needs and keeps the newest of them.
 */
const port = parentPort!
const { provider } = workerData as RecognizerThreadData

/** The models of a thread; more than one language of Whisper must not fill the memory. */
const ENGINES_MAX = 2
const engines = new Map<string, LoadedEngine>()
const judges = new Map<string, (samples: Float32Array) => string | null>()

port.on('message', (request: WithId<RecognizerRequest>) => {
  try {
    port.postMessage(answer(request))
  } catch (error) {
    port.postMessage({ type: 'failed', id: request.id, message: String(error) } satisfies RecognizerReply)
  }
})

function answer(request: WithId<RecognizerRequest>): RecognizerReply {
  if (request.type === 'detectLanguage') {
    return { type: 'language', id: request.id, language: judgeOf(request.model)(request.samples) }
  }
  const engine = engineOf(request.model, request.language)
  const start = performance.now()
  const result = recognizeWithoutLoops(engine.recognize, request.samples)
  return { type: 'result', id: request.id, result, busyMs: performance.now() - start }
}

function engineOf(model: InstalledModel, language: string | null): LoadedEngine {
  const key = dependsOnLanguage(model) ? `${model.entry.id} ${language}` : model.entry.id
  const engine = engines.get(key) ?? loadEngine(model, provider, language)
  // The one used last is the one kept longest.
  engines.delete(key)
  engines.set(key, engine)
  for (const oldest of engines.keys()) {
    if (engines.size <= ENGINES_MAX) break
    engines.delete(oldest)
  }
  return engine
}

function judgeOf(model: InstalledModel): (samples: Float32Array) => string | null {
  const judge = judges.get(model.entry.id) ?? loadLanguageJudge(model, provider)
  judges.set(model.entry.id, judge)
  return judge
}
