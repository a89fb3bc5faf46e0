import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { downloadFileName } from '#domain/transcripts/file-name'
import { exitCodes } from '../../exit-codes'
import { UsageError } from '../../usage-error'
import { writeStdout, writeWhole } from '../../write-output'
import { requireClient, type Tools } from '../run-remote'
import { getTranscriptText, type Format } from '../transcript-text'

export interface ExportOptions {
  format: Format
  times?: boolean
  language?: string
  output?: string
}

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i

/** Writes a transcript to a file, or to stdout. `given` is an id, or the address of a recording's page. */
export async function exportTranscript(tools: Tools, given: string, options: ExportOptions): Promise<number> {
  const { out, signal } = tools
  const id = ID.exec(given)?.[0]
  if (!id) throw new UsageError(`${given} is no id of a recording; steno list shows them.`)
  const { client } = await requireClient(tools)
  const { format, output } = options
  const text = await getTranscriptText(client, id, { ...options, signal })
  if (output === undefined) {
    if (out.isJson) await out.object({ recordingId: id, format, text })
    else await writeStdout(text)
    return exitCodes.ok
  }
  const path = await placeOf(output, async () => downloadFileName((await client.recordings.get(id, { signal })).title, format))
  await writeWhole(path, text)
  out.note(`Written to ${path}.`)
  await out.object({ recordingId: id, format, output: path })
  return exitCodes.ok
}

/** A folder gets a file that is named like the recording. */
async function placeOf(output: string, nameOf: () => Promise<string>): Promise<string> {
  const isFolder = /[\\/]$/.test(output) || ((await stat(output).catch(() => null))?.isDirectory() ?? false)
  return resolve(isFolder ? join(output, await nameOf()) : output)
}
