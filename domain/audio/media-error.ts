import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import type { MediaFailureCode } from './media-messages'

const accepted = 'Steno takes recordings in WAV, MP3, M4A or AAC, FLAC, Ogg or Opus, WebM, MP4, MOV, MKV, 3GP and AMR.'

/** The error that users see for media that cannot be used; `detail` is for logs and rides along as the cause. */
export function makeMediaError(
  code: MediaFailureCode,
  detail: string,
  durationMsMax: number = limits.mediaDurationMsMax,
): AppError {
  const hoursMax = Math.round(durationMsMax / 360_000) / 10
  const sentences: Record<MediaFailureCode, string> = {
    media_empty: `This file holds no sound. ${accepted}`,
    media_not_recognised: `This file is no audio or video that Steno can read. ${accepted}`,
    media_no_audio: 'This file has no audio track. Choose a recording that has sound.',
    media_truncated: 'This file is cut short or damaged, so that nothing in it plays. Upload the whole file again.',
    media_too_long: `This recording is longer than ${hoursMax} hours, the most that Steno takes. Split it first.`,
    media_too_costly: `This file takes too much time or memory to read. Convert it to another kind first. ${accepted}`,
  }
  return new AppError(code, sentences[code], { params: { hoursMax }, cause: new Error(detail) })
}
