import type { ReactNode } from 'react'
import type { Marked } from '#domain/search/mark-words'

/** A text with stretches of it marked, in order and without overlaps. */
export function MarkedText({ text, marks }: { text: string; marks: readonly Marked[] }) {
  const parts: ReactNode[] = []
  let at = 0
  for (const { start, end } of marks) {
    const marked = <mark key={start} className="rounded-sm bg-mark px-px text-ink">{text.slice(start, end)}</mark>
    parts.push(text.slice(at, start), marked)
    at = end
  }
  return <>{parts}{text.slice(at)}</>
}
