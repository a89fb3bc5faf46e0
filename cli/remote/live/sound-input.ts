import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { limits } from '#domain/limits/limits'

/** Sound as it comes. */
export interface SoundInput {
  name: string
  /** Whether all of it can be read again. */
  isFile: boolean
  stream: AsyncIterable<Buffer>
  /** How much is read ahead of what Steno has stored: whoever speaks does not wait, a file does. In milliseconds. */
  aheadMsMax: number
  /** No more is wanted; what has come is still given. */
  stop(): void
}

/** A file, or stdin for `-`. Throws what the file system throws. */
export async function openSoundFile(path: string): Promise<SoundInput> {
  if (path !== '-') await stat(path)
  const stream = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 64 * 1024 })
  const aheadMsMax = path === '-' ? limits.cliLiveKeptMsMax : limits.cliLiveAheadMsMax
  return { name: path === '-' ? 'stdin' : path, isFile: path !== '-', stream, aheadMsMax, stop: () => void stream.destroy() }
}
