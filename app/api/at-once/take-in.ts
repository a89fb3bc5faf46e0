import { limits } from '#domain/limits/limits'
import type { ModelWish } from '#domain/models/choose-model'
import { deleteRecording } from '#domain/recordings/change-recording.server'
import { getTranscript } from '#domain/recordings/get-transcript.server'
import { requireRecording } from '#domain/recordings/get-recording.server'
import type { RecordingDetail } from '#domain/recordings/recording'
import type { Transcript } from '#domain/transcripts/transcript'
import { acceptUpload } from '#domain/uploads/accept-upload.server'
import { countConnections } from '../../web/connections'
import type { Caller } from '#domain/tokens/caller'
import { RECORDING_HEADER } from '../dialect'
import type { Call } from '../endpoint'
import { makeUploadTools } from '../../web/upload-tools'
import { followWork, type Recognised } from './follow-work'

const waiting = countConnections()

/** One request that waits for a transcript. */
export type WaitingCall = Pick<Call<unknown, unknown, unknown, Caller>, 'house' | 'caller' | 'signal' | 'announce' | 'logger'>

export interface FileToTranscribe<Wish extends ModelWish> {
  fileName: string
  bytes: AsyncIterable<Uint8Array>
  /** What is said about it, asked once its bytes have been read. */
  wish(): Promise<Wish>
  /** Otherwise recording, audio and transcript are gone when the request is over, whatever becomes of it. */
  isStored: boolean
}

/** A recording that has been taken in and is in the queue, with somebody waiting for it. */
export interface TakenIn<Wish = unknown> {
  recordingId: string
  /** What was said about it. */
  wish: Wish
  isStored: boolean
  /** As it is recognised, until the transcript is there; throws what `followWork` throws. */
  follow(): AsyncGenerator<Recognised, void>
  /** The transcript, once it is there, and what it was made of. */
  read(): Promise<{ transcript: Transcript; recording: RecordingDetail }>
  /** To be called at the end in any case: takes away what is not to be stored. */
  settle(): Promise<void>
}

/**
 * Takes a file in as any upload: the same quota, storage and queue, but with turns of those who wait. Throws what
 * `acceptUpload` throws, and `too_many_attempts` for a user who waits for too much at once.
 */
export async function takeIn<Wish extends ModelWish>(
  { house, caller: { userId }, signal, announce, logger }: WaitingCall,
  { fileName, bytes, wish, isStored }: FileToTranscribe<Wish>,
): Promise<TakenIn<Wish>> {
  const giveBack = waiting.take(userId, limits.answersPerUserMax)
  if (signal.aborted) giveBack()
  signal.addEventListener('abort', giveBack)
  const { db } = house
  const said: { wish?: Wish } = {}
  const later = async () => (said.wish = await wish())
  const { recordingId } = await acceptUpload(makeUploadTools(house), {
    userId, fileName, body: bytes, signal, language: 'auto', later, awaited: true,
    forgetMs: isStored ? null : limits.answerWaitMsMax + limits.forgetGraceMs,
  })
  announce(RECORDING_HEADER, recordingId)
  return {
    recordingId,
    isStored,
    wish: said.wish!,
    follow: () => followWork(house, { userId, recordingId, signal }),
    read: async () => ({
      transcript: await getTranscript(db, userId, recordingId),
      recording: await requireRecording(db, userId, recordingId),
    }),
    async settle() {
      if (isStored) return
      // Where this fails, the worker's sweep does the same a little later.
      await deleteRecording(db, userId, recordingId)
        .catch((error: unknown) => logger.debug({ err: error, recordingId }, 'What is not stored is left to the sweep.'))
    },
  }
}

/** Waits for the transcript, uses it, and takes away what is not to be stored. Throws what `followWork` and `use` throw. */
export async function useTranscript<T>(taken: TakenIn, use: (made: Awaited<ReturnType<TakenIn['read']>>) => Promise<T>): Promise<T> {
  try {
    for await (const _ of taken.follow());
    return await use(await taken.read())
  } finally {
    await taken.settle()
  }
}
