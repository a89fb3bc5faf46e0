import { segmentAt } from '~/features/recording/segment-at'
import type { Chapter } from '#domain/summaries/summary'

/** Thin gaps on the player's line where chapters begin. */
export function ChapterMarks({ chapters, allMs }: { chapters: readonly Chapter[]; allMs: number }) {
  if (allMs <= 0) return null
  return (
    <span aria-hidden="true" className="pointer-events-none absolute inset-0">
      {chapters.filter(({ startMs }) => startMs > 0 && startMs < allMs).map(({ startMs }) => (
        <span
          key={startMs} className="absolute top-1/2 h-2 w-0.5 -translate-y-1/2 rounded-full bg-ink/60"
          style={{ left: `${(100 * startMs) / allMs}%` }}
        />
      ))}
    </span>
  )
}

/** The name of the chapter that is being heard; null before the first. */
export function chapterNow(chapters: readonly Chapter[], nowMs: number): string | null {
  return chapters[segmentAt(chapters, nowMs)]?.title ?? null
}
