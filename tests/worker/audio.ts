import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const shared = (name: string) => fileURLToPath(new URL(`../../../shared/audio/${name}`, import.meta.url))

/** 11 s and 162 s of real speech; they lie beside the repository, not in it. */
export const jfkFile = shared('jfk.wav')
export const chapterFile = shared('long/chapter.flac')

/** Whether the long recording is there; says loudly what is left out where it is not. */
export function hasSpeech(): boolean {
  if (existsSync(chapterFile) && existsSync(jfkFile)) return true
  console.warn(`SKIPPED: tests of real jobs, because there is no ${chapterFile}`)
  return false
}

export async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  yield await readFile(file)
}
