import type { Passage, SearchQuery } from '../../../client/steno-client'
import { exitCodes } from '../../exit-codes'
import { clock } from '../clock'
import { recordingLink } from '../links'
import { nameOf } from '../name-of'
import { requireClient, type Tools } from '../run-remote'

export interface SearchOptions {
  mode?: SearchQuery['mode']
  recording?: string
  language?: string
  limit: number
}

/** Passages by meaning and words. */
export async function search(tools: Tools, words: string[], options: SearchOptions): Promise<number> {
  const { out, signal } = tools
  const { client, login } = await requireClient(tools)
  const { mode, recording: recordingId, language, limit } = options
  const { items, corrected, weakness } = await client.search(
    { query: words.join(' '), mode, recordingId, language, limit }, { signal },
  )
  for (const { from, to } of corrected) out.note(`Looked for “${to}” in place of “${from}”.`)
  if (weakness) out.note(`By words alone: ${weakness}.`)
  if (items.length === 0) out.note('Nothing was found.')
  for (const passage of items) {
    const link = recordingLink(login.url, passage.recordingId, passage.startMs)
    await out.print(`${out.bold(nameOf(passage))}  ${timesOf(passage)}\n  ${passage.text}\n  ${out.dim(link)}\n`)
    await out.object({ ...passage, link })
  }
  return exitCodes.ok
}

const timesOf = ({ startMs, endMs }: Passage) => `${clock(startMs)}–${clock(endMs)}`
