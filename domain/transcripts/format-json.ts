import { joinWords } from './join-words'
import type { Transcript } from './transcript'

/** JSON for programs: times in milliseconds, words where the model gives them, the summary where there is one. */
export function formatJson({ title, language, durationMs, segments, summary }: Transcript): string {
  const text = joinWords(segments.map((segment) => segment.text))
  return `${JSON.stringify({ title, language, durationMs, text, ...(summary && { summary }), segments }, null, 2)}\n`
}
