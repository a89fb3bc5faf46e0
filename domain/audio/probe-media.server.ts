import type { MediaFacts, MediaSource } from './media'
import { makeMediaError } from './media-error'
import { MediaRun, type MediaRunOptions } from './media-run.server'

/**
 * Looks at the content of an untrusted file, in a child process, as far as its first sound.
 * Throws AppError: `media_empty`, `media_not_recognised`, `media_no_audio`, `media_truncated`, `media_too_costly`; what
 * the source throws; and the reason of an aborted signal.
 */
export async function probeMedia(source: MediaSource, options: MediaRunOptions = {}): Promise<MediaFacts> {
  if (source.bytes === 0) throw makeMediaError('media_empty', 'no bytes')
  const run = new MediaRun(source, 'probe', options)
  await run.done
  return run.facts
}
