import type { z } from 'zod'
import { joinWords } from '#domain/transcripts/join-words'
import type { TakenIn } from '../at-once/take-in'
import type { ServerEvent } from '../endpoint'
import type { deltaShape, doneShape } from './shapes'
import { textOf, usageOf } from './verbose-json'

/**
 * A transcript as it is recognised: deltas that make up the text, then all of it. OpenAI's description of the stream knows no
 * `[DONE]` after it, so there is none.
 */
export async function* streamTranscript(taken: TakenIn): AsyncGenerator<ServerEvent> {
  const texts: string[] = []
  let told = ''
  try {
    for await (const recognised of taken.follow()) {
      texts.push(...recognised)
      const text = joinWords(texts)
      if (text === told) yield { event: '', data: null }
      else yield typed({ type: 'transcript.text.delta', delta: text.slice(told.length) })
      told = text
    }
    const { transcript } = await taken.read()
    yield typed({ type: 'transcript.text.done', text: textOf(transcript), usage: usageOf(transcript) })
  } finally {
    await taken.settle()
  }
}

const typed = (data: z.input<typeof deltaShape> | z.input<typeof doneShape>): ServerEvent => ({ event: data.type, data })
