import { AppError, isAppError } from '#domain/errors/app-error'
import type { ErrorCode } from '#domain/errors/error-codes'
import { listCheckpoints } from '#domain/jobs/checkpoints.server'
import { limits } from '#domain/limits/limits'
import { requireRecording } from '#domain/recordings/get-recording.server'
import { listSegments } from '#domain/recordings/segments.server'
import { makeBell } from '../bell'
import type { ApiHouse } from '../endpoint'

export interface Work {
  userId: string
  recordingId: string
  /** Aborts when whoever waits has gone. */
  signal: AbortSignal
  /** Default: limits.answerWaitMsMax. */
  waitMs?: number
}

/** Texts that have been recognised since the last time, in order; none is a sign that the work goes on. */
export type Recognised = readonly string[]

/**
 * Waits for a transcript, and tells what has been recognised as it is. Ends when the transcript is there. Throws what the
 * recording has failed with, `cancelled` where it was cancelled or deleted or nobody waits any more, `answer_late` after so
 * long, and `unavailable` where this process ends.
 */
export async function* followWork(
  { db, events, stopping }: ApiHouse, { userId, recordingId, signal, waitMs = limits.answerWaitMsMax }: Work,
): AsyncGenerator<Recognised, void> {
  const stop = AbortSignal.any([signal, stopping])
  const bell = makeBell(stop)
  const until = performance.now() + waitMs
  const stopListening = events.subscribe(userId, (event) => event.recordingId === recordingId && bell.ring(), bell.ring)
  let told = 0
  try {
    for (;;) {
      if (stopping.aborted) throw new AppError('unavailable', 'Steno is ending or starting. The recording is worked on later.')
      if (signal.aborted) throw new AppError('cancelled', 'Nobody waits for this any more.')
      const recording = await requireRecording(db, userId, recordingId).catch(toGone)
      if (recording.status === 'failed') throw failureOf(recording)
      if (recording.status === 'cancelled') throw new AppError('cancelled', 'This recording was cancelled.')
      const isDone = recording.status === 'done'
      // Windows become segments when the work is done, in the same order.
      const texts = isDone
        ? (await listSegments(db, userId, recordingId).catch(toGone)).map(({ text }) => text)
        : (await listCheckpoints(db, recordingId)).flatMap(({ segments }) => segments.map(({ text }) => text))
      yield texts.slice(told)
      told = Math.max(told, texts.length)
      if (isDone) return
      const leftMs = until - performance.now()
      if (leftMs <= 0) throw late()
      await bell.wait(Math.min(leftMs, limits.sseHeartbeatMs))
    }
  } finally {
    stopListening()
  }
}

function failureOf({ errorCode, errorMessage, errorParams }: {
  errorCode: string | null; errorMessage: string | null; errorParams: AppError['params'] | null
}): AppError {
  return new AppError((errorCode ?? 'internal') as ErrorCode, errorMessage ?? 'It failed.', { params: errorParams ?? {} })
}

function late(): AppError {
  const minutes = limits.answerWaitMsMax / 60_000
  return new AppError('answer_late', `The transcription takes longer than the ${minutes} minutes that a request may wait. `
    + 'Unless it was not to be stored, it goes on, and the header Steno-Recording-Id names the recording.')
}

function toGone(error: unknown): never {
  const isGone = isAppError(error) && error.code === 'not_found'
  throw isGone ? new AppError('cancelled', 'This recording was deleted while its transcript was waited for.') : error
}
