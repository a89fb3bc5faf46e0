import type { MediaSource } from './media'
import { makeMediaError } from './media-error'
import { MediaRun, type MediaRunOptions } from './media-run.server'

export interface EncodedCopy {
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
export function encodePlayback(source: MediaSource, options: MediaRunOptions = {}): EncodedCopy {
  if (source.bytes === 0) throw makeMediaError('media_empty', 'no bytes')
  const run = new MediaRun(source, 'encode', options)
  return { mimeType: 'audio/mpeg', extension: 'mp3', body: run.output(), close: () => run.close() }
}

/**
 * Compresses sound at PCM_SAMPLE_RATE, mono, of a length that its container states, to FLAC, which every browser
 * plays: sample for sample what went in, at about half the size, so that a better model hears as much of it later as
 * the first did.
 */
export function encodeLossless(source: MediaSource, options: MediaRunOptions = {}): EncodedCopy {
  if (source.bytes === 0) throw makeMediaError('media_empty', 'no bytes')
  const run = new MediaRun(source, 'preserve', options)
  return { mimeType: 'audio/flac', extension: 'flac', body: run.output(), close: () => run.close() }
}
