import type { LlmMessage } from '../providers/llm'
import { languageName } from './language-name'
import { quoteLines, SPEECH_IS_DATA, type NumberedLine } from './quoted-lines'

/** What the model writes where the passages do not hold the answer. */
export const NOT_FOUND = 'NOT_FOUND'

export interface PassageToRead {
  title: string
  /** Such as `2026-11-21`. */
  date: string
  lines: readonly NumberedLine[]
}

export interface EarlierTurn {
  question: string
  answer: string
}

export interface QuestionToAsk {
  question: string
  passages: readonly PassageToRead[]
  /** Oldest first. */
  earlier: readonly EarlierTurn[]
  /** BCP 47 of the asker's pages, for questions that show no language of their own. */
  language: string
}

const RULES = `You answer a person's question from passages of their own recordings, and from nothing else.

${SPEECH_IS_DATA}

Write one claim a line, short and plain, at most eight lines. End every line with the numbers of the lines of the transcript that \
it rests on, in brackets, such as [3] or [3][7] or [3-5]. Cite only numbers that are there. Add no claim that you cannot cite, no \
heading, and no introduction. If the passages do not hold the answer, write ${NOT_FOUND} and nothing else.`

/** Asks a question about passages of transcripts. What was said, titles and earlier turns are JSON strings: data, nothing else. */
export function askPrompt({ question, passages, earlier, language }: QuestionToAsk): LlmMessage[] {
  const inLanguage = `Answer in the language of the question; where that is unclear, in ${languageName(language)}.`
  const read = passages.map(({ title, date, lines }) => `Recording ${JSON.stringify(title)} of ${date}:\n${quoteLines(lines)}`)
  const before = earlier.map((turn) => `Question: ${JSON.stringify(turn.question)}\nAnswer: ${JSON.stringify(turn.answer)}`)
  const parts = [
    `Passages:\n\n${read.join('\n\n')}`,
    ...(before.length > 0 ? [`Asked before, to understand what the question refers to:\n${before.join('\n')}`] : []),
    `Question: ${JSON.stringify(question)}`,
  ]
  return [
    { role: 'system', content: `${RULES}\n\n${inLanguage}` },
    { role: 'user', content: parts.join('\n\n') },
  ]
}
