import path from 'node:path'
import { compiledFile } from '#domain/compiled/compiled-entry.server'
import { AppError } from '#domain/errors/app-error'
import { runMain } from '#domain/lifecycle/run-main.server'
import { repositoryRoot } from './processes'

/** What runs in a process or thread of its own again and again. */
const entries = [
  'domain/audio/media-child/main.ts',
  'domain/recognition/threads/cuda-probe.ts',
  'domain/recognition/threads/recognizer-thread.ts',
  'domain/recognition/threads/vad-thread.ts',
  'domain/search/embedding-thread.server.ts',
  'server/recognizer/threads/live-thread.ts',
]

/** Part of `npm run build`: an image is run by a user who may not write to it, where each start would begin with the TypeScript loader. */
async function main(): Promise<void> {
  for (const entry of entries) {
    if (compiledFile(path.join(repositoryRoot, entry)) === null) throw new AppError('config_invalid', `${entry} could not be compiled.`)
  }
}

runMain(main)
