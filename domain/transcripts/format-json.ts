import { joinWords } from './join-words'
import type { Transcript } from './transcript'

/** JSON for programs: times in milliseconds, words where the model gives them. */
export function formatJson({ title, language, durationMs, segments }: Transcript): string {
  const text = joinWords(segments.map((segment) => segment.text))
  return `${JSON.stringify({ title, language, durationMs, text, segments }, null, 2)}\n`
}
