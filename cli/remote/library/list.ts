import type { Recording, RecordingQuery } from '../../../client/recordings'
import { exitCodes } from '../../exit-codes'
import { clock } from '../clock'
import { recordingLink } from '../links'
import { nameOf } from '../name-of'
import { requireClient, type Tools } from '../run-remote'

export interface ListOptions {
  status?: RecordingQuery['status']
  title?: string
  limit: number
}

/** Recordings, the newest first. */
export async function list(tools: Tools, { status, title, limit }: ListOptions): Promise<number> {
  const { out, signal } = tools
  const { client, login } = await requireClient(tools)
  let left = limit
  for await (const recording of client.recordings.list({ status, title }, { signal })) {
    if (left-- === 0) break
    await out.print(lineOf(recording))
    await out.object({ ...recording, link: recordingLink(login.url, recording.id) })
  }
  if (left === limit) out.note('There are no such recordings.')
  return exitCodes.ok
}

function lineOf(recording: Recording): string {
  const { id, status, createdAt, durationMs } = recording
  const length = durationMs === null ? '-' : clock(durationMs)
  return [id, status.padEnd(10), createdAt.slice(0, 10), length.padStart(8), nameOf(recording)].join('  ')
}
