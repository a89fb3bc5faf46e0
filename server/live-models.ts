import { availableParallelism } from 'node:os'
import type { Logger } from 'pino'
import type { Config } from '#domain/config/config.server'
import { requireSileroVad } from '#domain/models/builtin-install.server'
import { catalogue } from '#domain/models/catalogue'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { chooseModel } from '#domain/models/choose-model'
import { findModels } from '#domain/models/find-models.server'
import { modelDirsOf } from '#domain/models/model-dirs.server'
import { probeProvider, type ProviderVerdict } from '#domain/recognition/probe-provider.server'
import { makeLiveRecognizer } from './recognizer/live-pool'
import type { LiveRecognizer } from './recognizer/live-recognizer'
import type { LiveMetrics } from './live-metrics'
import type { RecognizedWith } from './session/session-recognition'
import type { Wish } from './session/session-state'

export interface LiveModels {
  recognizer: LiveRecognizer
  /** What it runs on, and why not on what was wished for. */
  verdict: ProviderVerdict
  /** The model for a wish, among those installed now. Throws what `chooseModel` throws. */
  choose(wish: Pick<Wish, 'language' | 'modelId'>): Promise<RecognizedWith>
  isUsable(): Promise<boolean>
}

/** Two threads of one core recognise no more than one does, and the sockets and the worker need some of it too. */
const THREADS_PER_CORE = 2

/** The models of this machine, with the one that most sessions will want loaded before anyone speaks. */
export async function makeLiveModels(
  config: Pick<Config, 'dataDir' | 'modelsDir' | 'recognizer'>, logger: Logger,
  metrics: Pick<LiveMetrics, 'batchStreams' | 'threadDeaths'>,
): Promise<LiveModels> {
  const { modelDirs, cacheDir } = modelDirsOf(config)
  const vadModelPath = requireSileroVad()
  const installed = (): Promise<InstalledModel[]> =>
    findModels({
      dirs: modelDirs,
      cacheDir,
      onProblem: (folder, problem) => logger.warn({ folder, problem }, 'a model folder cannot be used'),
    })
  const choose = async ({ language, modelId }: Pick<Wish, 'language' | 'modelId'>) => {
    const choice = chooseModel({ language, modelId, isLive: true }, await installed(), catalogue)
    return { model: choice.model, language: choice.language }
  }

  const verdict = await probeProvider(config.recognizer.provider, vadModelPath)
  const { provider, reason } = verdict
  if (reason) logger.warn(reason)
  const wished = config.recognizer.threads
  const threads = wished === 'auto' ? Math.max(1, Math.floor(availableParallelism() / THREADS_PER_CORE)) : wished
  logger.info({ provider, threads }, 'live recognition is ready')
  const recognizer = makeLiveRecognizer({
    provider,
    vadModelPath,
    threads,
    warm: [await choose({ language: 'auto', modelId: null })],
    onBatch: (streams) => metrics.batchStreams.observe(streams),
    onThreadDeath: (error) => {
      metrics.threadDeaths.inc()
      logger.error({ err: error }, 'a live recognizer thread died and is replaced')
    },
  })
  return { recognizer, verdict, choose, isUsable: async () => (await installed()).length > 0 }
}
