import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { requireSileroVad } from '#domain/models/builtin-install.server'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { catalogue } from '#domain/models/catalogue'
import { chooseModel, type ModelChoice, type ModelWish } from '#domain/models/choose-model'
import { findModels } from '#domain/models/find-models.server'
import { calibrate } from './calibrate.server'
import { detectLanguage } from './detect-language.server'
import type { ProviderWish } from './engine-config'
import { probeProvider, type ProviderVerdict } from './probe-provider.server'
import { makeRecognizerPool, type RecognizerPool } from './recognizer-pool.server'
import { transcribePcm, type TranscribeOptions, type WindowResult } from './transcribe-pcm.server'

export interface RecognitionOptions {
  /** Folders of models, the first wins. */
  modelDirs: readonly string[]
  /** Steno's own folder, for token tables and calibrations. */
  cacheDir: string
  provider: ProviderWish
  /** How many windows are recognised side by side; `auto` measures what pays, once. */
  threads: number | 'auto'
  logger: Logger
}

export interface Prepared {
  model: InstalledModel
  /** BCP 47; null where the model finds out by itself. */
  language: string | null
  /** To be given to `transcribe` in place of what was handed in. */
  pcm: AsyncIterable<Float32Array>
}

/** All that a process needs to turn audio into text: the models, and one pool that every recording shares. */
export interface Recognition {
  readonly pool: RecognizerPool
  /** What it runs on, and why not on what was wished for. */
  readonly verdict: ProviderVerdict
  /** Looks at the folders anew. */
  models(): Promise<InstalledModel[]>
  /** Throws what `chooseModel` throws. */
  choose(wish: ModelWish): Promise<ModelChoice>
  /** Chooses the model, listening to the recording first where the language is to be found out. */
  prepare(wish: ModelWish, pcm: AsyncIterable<Float32Array>, signal?: AbortSignal): Promise<Prepared>
  transcribe(options: Omit<TranscribeOptions, 'pool'>): AsyncGenerator<WindowResult, void, undefined>
  /** Rejects when nothing could be recognised now; `/readyz` asks. */
  check(): Promise<void>
  close(): Promise<void>
}

/** Probes the provider and calibrates where that is wished; the models are loaded with the first recording. */
export async function makeRecognition(options: RecognitionOptions): Promise<Recognition> {
  const { modelDirs, cacheDir, logger } = options
  const vadModelPath = requireSileroVad()
  const models = () =>
    findModels({
      dirs: modelDirs,
      cacheDir,
      onProblem: (folder, problem) => logger.warn({ folder, problem }, 'a model folder cannot be used'),
    })
  const choose = async (wish: ModelWish) => chooseModel(wish, await models(), catalogue)

  const verdict = await probeProvider(options.provider, vadModelPath)
  const { provider, reason } = verdict
  if (reason) logger.warn(reason)
  const threads = options.threads === 'auto' ? await calibratedThreads() : options.threads
  logger.info({ provider, threads }, 'recognition is ready')
  const pool = makeRecognizerPool({
    threads,
    provider,
    vadModelPath,
    onThreadDeath: (error) => logger.error({ err: error }, 'a recognizer thread died and is replaced'),
  })

  async function calibratedThreads(): Promise<number> {
    const { model } = await choose({ language: 'auto', modelId: null })
    const cacheFile = join(cacheDir, 'calibration.json')
    const calibration = await calibrate({ model, provider, vadModelPath, cacheFile })
    logger.info({ model: model.entry.id, ...calibration }, 'recognizer threads calibrated')
    return calibration.threads
  }

  return {
    pool,
    verdict,
    models,
    choose,
    async prepare(wish, pcm, signal) {
      const choice = await choose(wish)
      if (!choice.detectWith) return { model: choice.model, language: choice.language, pcm }
      const spoken = await detectLanguage(pool, choice.detectWith, pcm, signal)
      if (spoken.language === null) return { model: choice.model, language: null, pcm: spoken.pcm }
      const { model } = await choose({ ...wish, language: spoken.language })
      return { model, language: spoken.language, pcm: spoken.pcm }
    },
    transcribe: (request) => transcribePcm({ ...request, pool }),
    async check() {
      const { model } = await choose({ language: 'auto', modelId: null })
      await Promise.all(Object.values(model.paths).map((path) => access(path, constants.R_OK)))
    },
    close: () => pool.close(),
  }
}
