import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { StenoProblem } from '../../../client/steno-problem'
import type { Recording } from '../../../client/recordings'
import type { StenoClient } from '../../../client/steno-client'
import { CliFailure, isPassing } from '../failure'
import type { Bar } from './bars'
import { hashFile, hashOf } from './content-key'
import type { DoneBefore, FileState } from './done-before'
import { uploadFromDisk } from './upload-from-disk'
import { waitForTranscript } from './wait-for-transcript'

export interface Wish {
  language?: string
  model?: string
}

export interface FileTools {
  client: StenoClient
  before: DoneBefore
  bar: Bar
  signal: AbortSignal
  wish: Wish
  /** Else it is enough that Steno has the file. */
  waits: boolean
  awayMsMax: number
}

/** A recording of this file, and whether it had to be uploaded now. */
export interface Outcome {
  recording: Recording
  isUploaded: boolean
  /** Notes that all is done, and where the transcript was written; null is stdout. */
  noteDone(output: string | null): Promise<void>
}

/** Recordings of the same file that may be gone before this is given up. */
const ATTEMPTS_MAX = 5

export const wishOf = ({ language, model }: Wish) => JSON.stringify([language ?? 'auto', model ?? null])

export async function lookAt(path: string): Promise<FileState> {
  const { size, mtimeMs } = await stat(path)
  return { path: resolve(path), bytes: size, modifiedMs: Math.round(mtimeMs) }
}

/**
 * Sees to it that Steno has a file, and waits for its transcript. What it had already, from an earlier call too, is not
 * uploaded again. Throws CliFailure where there is to be no transcript, and what client and file system throw.
 */
export async function transcribeOne(path: string, tools: FileTools): Promise<Outcome> {
  const { client, before, bar, signal, wish, waits, awayMsMax } = tools
  const file = await lookAt(path)
  const key = hashOf(await hashFile(path, signal), wishOf(wish))
  const known = before.find(key)
  const deed = { ...file, key, wish: wishOf(wish) }
  let recording = known?.recordingId ? await getRecording(client, known.recordingId, signal) : null
  if (recording && ['failed', 'cancelled'].includes(recording.status)) recording = await client.recordings.retry(recording.id, { signal })
  const isUploaded = recording === null
  for (let attempt = known ? known.attempt + 1 : 0; recording === null; attempt++) {
    if (attempt >= (known?.attempt ?? 0) + ATTEMPTS_MAX) throw new CliFailure('deleted', 'Its recordings are deleted as they are made.')
    const id = await upload(attempt)
    await before.note({ ...deed, recordingId: id, attempt, state: 'uploaded' })
    // The same request gets the same answer for a day, also where the recording has been deleted since.
    recording = await getRecording(client, id, signal)
  }
  const { id } = recording
  const noteDone = (output: string | null) => before.note({
    ...deed, recordingId: id, attempt: before.find(key)?.attempt ?? 0, state: 'done', ...(output !== null && { output: resolve(output) }),
  })
  if (!waits) return { recording, isUploaded, noteDone }
  const ended = await waitForTranscript(client, id, {
    signal, awayMsMax, onAway: bar.away,
    onProgress: ({ status, progressMs, totalMs, queuePosition }) =>
      status === 'processing' ? bar.recognising(progressMs, totalMs) : bar.waiting(queuePosition),
  })
  if (!ended) throw new CliFailure('deleted', 'The recording was deleted meanwhile.')
  if (ended.status === 'cancelled') throw new CliFailure('cancelled', 'The recording was cancelled.', 'The same command begins it again.')
  if (ended.status === 'failed') throw new CliFailure(ended.error?.code ?? 'failed', ended.error?.message ?? 'It could not be transcribed.')
  return { recording: ended, isUploaded, noteDone }

  async function upload(attempt: number): Promise<string> {
    const fileName = basename(path)
    try {
      const { id: made } = await uploadFromDisk(client, path, {
        fileName, language: wish.language, modelId: wish.model, signal, idempotencyKey: hashOf(key, fileName, attempt),
        onProgress: (sent) => bar.uploading(sent, file.bytes),
      })
      return made
    } catch (error) {
      const isRefused = error instanceof StenoProblem && error.code.startsWith('media_') && !isPassing(error)
      if (isRefused) await before.note({ ...deed, recordingId: null, attempt, state: 'refused' })
      throw error
    }
  }
}

async function getRecording(client: StenoClient, id: string, signal: AbortSignal): Promise<Recording | null> {
  try {
    return await client.recordings.get(id, { signal })
  } catch (error) {
    if (error instanceof StenoProblem && error.code === 'not_found') return null
    throw error
  }
}
