import { availableParallelism } from 'node:os'
import type { Logger } from 'pino'
import type { WorkOrder } from '#domain/jobs/claim.server'
import { moonshineTiny } from '#domain/models/builtin-models'
import { requireSileroVad } from '#domain/models/builtin-install.server'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { chooseModel } from '#domain/models/choose-model'
import { findModels } from '#domain/models/find-models.server'
import type { Provider } from '#domain/recognition/engine-config'
import { makeRecognizerPool } from '#domain/recognition/recognizer-pool.server'
import { transcribePcm, type TranscribeOptions, type WindowResult } from '#domain/recognition/transcribe-pcm.server'

export interface RecognitionOptions {
  /** Folders in which models are looked for, first come first. */
  modelDirs: string[]
  /** A folder for what is made out of models. */
  cacheDir: string
  threads: number | 'auto'
  provider: Provider
  logger: Logger
}

export interface ChosenModel {
  model: InstalledModel
  /** BCP 47; null leaves it to the model. */
  language: string | null
}

/** The recognizers of this process, and the models that they may use. */
export interface Recognition {
  /** How many windows are recognised at once. */
  readonly threads: number
  /** The model for a recording: the one that began its transcript, else what fits the wish best. */
  choose(wish: Pick<WorkOrder, 'language' | 'modelId' | 'usedModelId'>): Promise<ChosenModel>
  transcribe(request: Omit<TranscribeOptions, 'pool'>): AsyncIterable<WindowResult>
  /** Rejects where no model can be used. */
  check(): Promise<void>
  close(): Promise<void>
}

export function makeRecognition({ modelDirs, cacheDir, provider, logger, ...options }: RecognitionOptions): Recognition {
  const threads = options.threads === 'auto' ? Math.max(1, Math.floor(availableParallelism() / 2)) : options.threads
  const pool = makeRecognizerPool({
    threads,
    provider,
    vadModelPath: requireSileroVad(),
    onThreadDeath: (reason) => logger.error({ err: reason }, 'a recognizer thread died and is replaced'),
  })
  const onProblem = (folder: string, problem: string) => logger.warn({ folder, problem }, 'a model cannot be used')
  // Looked for anew for each recording, so that a model added meanwhile is used without a restart.
  const installed = () => findModels({ dirs: modelDirs, cacheDir, onProblem })
  return {
    threads,
    async choose({ language, modelId, usedModelId }) {
      const models = await installed()
      const isAuto = language === 'auto'
      const begun = models.find(({ entry }) => entry.id === usedModelId)
      if (begun) return { model: begun, language: isAuto ? null : language }
      return chooseModel({ language, modelId }, models, [moonshineTiny])
    },
    transcribe: (request) => transcribePcm({ ...request, pool }),
    check: async () => void (await installed()),
    close: () => pool.close(),
  }
}
