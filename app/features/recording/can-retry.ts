import type { RecordingSummary } from '#domain/recordings/recording'

/** What no second try finds in the same file. */
const forGood = ['media_empty', 'media_no_audio']

/** Whether another try may end better: it was stopped or failed, its audio is there, and there is sound in it. */
export function canRetry({ status, hasAudio, errorCode }: Pick<RecordingSummary, 'status' | 'hasAudio' | 'errorCode'>) {
  if (status === 'failed') return hasAudio && !forGood.includes(errorCode ?? '')
  return status === 'cancelled' && hasAudio
}
