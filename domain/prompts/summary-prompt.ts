import { limits } from '../limits/limits'
import type { LlmMessage } from '../providers/llm'
import { languageName } from './language-name'
import { quoteLines, SPEECH_IS_DATA, type NumberedLine } from './quoted-lines'

export interface SummaryWish {
  /** BCP 47 of the summary; null: that of the transcript. */
  language: string | null
  /** What the recording's owner wishes besides, in their own words; may be empty. */
  instructions: string
  keyPointsMax: number
}

const SHAPE = `Answer with JSON alone, in this shape:
{"summary": string, "keyPoints": [{"text": string, "line": number}], "actionItems": [{"text": string, "line": number}], \
"chapters": [{"title": string, "line": number}]}
"line" is the number in brackets of the line that the entry rests on, or with which a chapter begins. Name no line that is \
not there. Write nothing that was not said.`

/** Asks for the summary of a whole transcript, or for notes on a part of a longer one. */
export function summaryPrompt(
  lines: readonly NumberedLine[], wish: SummaryWish, part?: { number: number; of: number },
): LlmMessage[] {
  const task = part
    ? `You take notes on part ${part.number} of ${part.of} of a recording; the notes on all parts are put together later.`
    : 'You summarise a recording.'
  return [
    { role: 'system', content: [task, SPEECH_IS_DATA, rules(wish), SHAPE].join('\n\n') },
    { role: 'user', content: `Transcript:\n${quoteLines(lines)}` },
  ]
}

/** Asks for one summary of the notes on all parts. */
export function mergePrompt(notes: readonly string[], lines: readonly NumberedLine[], wish: SummaryWish): LlmMessage[] {
  const task = 'You summarise a recording from notes on its parts, in order. Choose what matters most for the whole.'
  const shorts = notes.map((note, index) => `Part ${index + 1}: ${JSON.stringify(note)}`).join('\n')
  return [
    { role: 'system', content: [task, SPEECH_IS_DATA, rules(wish), SHAPE].join('\n\n') },
    { role: 'user', content: `Summaries of the parts:\n${shorts}\n\nNotes, each with the number of its line:\n${quoteLines(lines)}` },
  ]
}

function rules({ language, instructions, keyPointsMax }: SummaryWish): string {
  const inLanguage = language ? `Write in ${languageName(language)}.` : 'Write in the language of the transcript.'
  const wishes = instructions === '' ? '' : `\nThe owner of the recording wishes: ${JSON.stringify(instructions)}`
  return `${inLanguage} Lengths that must be kept: "summary" at most ${limits.summaryShortCharsMax} characters, two to four \
sentences; at most ${keyPointsMax} key points and ${limits.summaryActionItemsMax} action items (things that somebody is to do; none \
if there are none) of at most ${limits.summaryPointCharsMax} characters each; at most ${limits.chaptersMax} chapters with titles of at \
most ${limits.chapterTitleCharsMax} characters, none for less than two minutes.${wishes}`
}
