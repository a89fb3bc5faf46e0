import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const besideRepository = fileURLToPath(new URL('../../../shared/models', import.meta.url))

export interface ModelDirs {
  /** Where models are looked for, the first wins. */
  modelDirs: string[]
  /** Where models are pulled to. */
  pullDir: string
  /** Steno's own folder for what it makes for itself. */
  cacheDir: string
}

/** The folders of models that a configuration means; `../shared/models` beside the repository is one of them. */
export function modelDirsOf(config: { modelsDir: string | null; dataDir: string }): ModelDirs {
  const pullDir = join(config.dataDir, 'models')
  return {
    modelDirs: [...(config.modelsDir ? [config.modelsDir] : []), pullDir, besideRepository],
    pullDir,
    cacheDir: join(config.dataDir, 'cache'),
  }
}
