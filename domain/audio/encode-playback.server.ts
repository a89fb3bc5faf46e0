import type { MediaSource } from './media'
import { makeMediaError } from './media-error'
import { MediaRun, type MediaRunOptions } from './media-run.server'

export interface PlaybackCopy {
  mimeType: string
  /** Without a dot. */
  extension: string
  /** The file, made as fast as it is taken. Throws as `decodeMedia` does; leaving the loop early ends the work. */
  body: AsyncGenerator<Uint8Array, void, undefined>
  /** Ends the work; needed only where `body` is never asked for anything. */
  close(): Promise<void>
}

/**
 * Makes a copy that every browser plays, and seeks to the right second, of a recording that browsers cannot play: MP3,
 * mono, 64 kbit/s, on the same time as the samples of `decodeMedia`.
 */
export function encodePlayback(source: MediaSource, options: MediaRunOptions = {}): PlaybackCopy {
  if (source.bytes === 0) throw makeMediaError('media_empty', 'no bytes')
  const run = new MediaRun(source, 'encode', options)
  return { mimeType: 'audio/mpeg', extension: 'mp3', body: run.output(), close: () => run.close() }
}
