import type { components } from '../../../client/api-types'
import { exitCodes } from '../../exit-codes'
import { writeStdout } from '../../write-output'
import { clock } from '../clock'
import { CliFailure } from '../failure'
import { recordingLink } from '../links'
import { nameOf } from '../name-of'
import { requireClient, type Tools } from '../run-remote'

type Citation = components['schemas']['Citation']

export interface AskOptions {
  recording?: string
  conversation?: string
  language?: string
}

/** The answer as it is written, and then what it rests on. */
export async function ask(tools: Tools, words: string[], options: AskOptions): Promise<number> {
  const { out, signal } = tools
  const { client, login } = await requireClient(tools)
  const { recording: recordingId, conversation: conversationId, language } = options
  const question = { question: words.join(' '), recordingId, conversationId, language }
  const citations: (Citation & { link: string })[] = []
  let conversation: string | null = null
  let written = ''
  let isWhole = false
  for await (const { event, data } of client.askEvents(question, { signal })) {
    if (event === 'asked') {
      conversation = data.conversationId
      await out.object({ type: 'asked', ...data })
    } else if (event === 'claim') {
      const cited = data.citations.map((one) => ({ ...one, link: recordingLink(login.url, one.recordingId, one.startMs) }))
      citations.push(...cited)
      if (!out.isJson && data.text !== '') {
        await writeStdout(`${written === '' ? '' : data.isNewLine ? '\n' : ' '}${data.text}`)
        written += data.text
      }
      await out.object({ type: 'claim', ...data, citations: cited })
    } else {
      isWhole = true
      if (written === '') await out.print(data.outcome === 'not_found' ? 'Your recordings do not say.' : 'These passages say most about it:')
      await out.object({ type: 'answered', ...data })
    }
  }
  if (!isWhole) throw new CliFailure('answer_cut', 'The answer broke off.', 'Ask again.')
  if (written !== '') await out.print('')
  await tellCitations(tools, citations)
  if (conversation) out.note(`To go on: steno ask --conversation ${conversation} …`)
  return exitCodes.ok
}

async function tellCitations({ out }: Tools, citations: readonly (Citation & { link: string })[]): Promise<void> {
  if (citations.length > 0) await out.print('')
  for (const { number, title, startMs, endMs, quote, link } of citations) {
    await out.print(`[${number}] ${out.bold(nameOf({ title }))}  ${clock(startMs)}–${clock(endMs)}\n    “${quote}”\n    ${out.dim(link)}`)
  }
}
