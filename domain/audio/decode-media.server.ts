import { limits } from '#domain/limits/limits'
import { PCM_SAMPLE_RATE, type MediaFacts, type MediaSource } from './media'
import { makeMediaError } from './media-error'
import { MediaRun, type MediaRunOptions } from './media-run.server'
import { pcmChunks } from './pcm'

export interface MediaDecoding {
  /** What the file is; rejects like `pcm` where that is never known. */
  facts: Promise<MediaFacts>
  /**
   * Mono samples at PCM_SAMPLE_RATE from the time that players show as zero, in chunks of a second. The decoder works
   * only as fast as they are taken; leaving the loop early kills it.
   */
  pcm: AsyncGenerator<Float32Array, void, undefined>
  /** Length of the audio given out so far, to the sample. */
  durationMs(): number
  /** Ends the work; needed only where `pcm` is never asked for anything. */
  close(): Promise<void>
}

/**
 * Decodes an untrusted file in a child process; the same file gives the same samples every time. A file that is cut off
 * or damaged gives what can be decoded of it.
 * `pcm` throws AppError: those of `probeMedia`, `media_too_long`, and `media_empty` at the end where the whole is
 * shorter than `limits.mediaDurationMsMin`; what the source throws; and the reason of an aborted signal.
 */
export function decodeMedia(source: MediaSource, options: MediaRunOptions = {}): MediaDecoding {
  if (source.bytes === 0) throw makeMediaError('media_empty', 'no bytes')
  const run = new MediaRun(source, 'decode', options)
  let samples = 0
  const durationMs = () => (samples * 1000) / PCM_SAMPLE_RATE

  async function* pcm(): AsyncGenerator<Float32Array, void, undefined> {
    for await (const chunk of pcmChunks(run.output(), PCM_SAMPLE_RATE)) {
      samples += chunk.length
      yield chunk
    }
    if (durationMs() < limits.mediaDurationMsMin) throw makeMediaError('media_empty', `${durationMs()} ms`)
  }
  return { facts: run.facts, pcm: pcm(), durationMs, close: () => run.close() }
}
