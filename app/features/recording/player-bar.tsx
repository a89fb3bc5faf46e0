import { Pause, Play, RotateCcw, RotateCw } from 'lucide-react'
import type { CSSProperties } from 'react'
import { useTranslations } from 'use-intl'
import { useHydrated } from '~/ui/use-hydrated'
import type { Chapter } from '#domain/summaries/summary'
import { ChapterMarks, chapterNow } from '~/features/summary/chapter-marks'
import { formatClock } from '~/web/format'
import { paths } from '~/web/paths'
import { PlayerOptions } from './player-options'
import type { Player } from './use-player'
import { usePlayback } from './use-playback'
import { SKIP_MS, useShortcuts } from './use-shortcuts'

interface PlayerBarProps {
  recordingId: string
  player: Player
  /** Null while nobody knows. */
  durationMs: number | null
  chapters: readonly Chapter[]
}

/** The player, always in reach. Without scripts it is the browser's own. */
export function PlayerBar({ recordingId, player, durationMs, chapters }: PlayerBarProps) {
  const t = useTranslations('recording.player')
  const hydrated = useHydrated()
  return (
    <section
      aria-label={t('label')}
      className={`player border-line bg-surface/95 px-2 backdrop-blur max-md:border-t md:mt-8 md:rounded-card md:border
        md:px-4 md:py-2.5 md:shadow-float`}
    >
      <audio
        ref={player.audioRef} src={paths.recordingAudio(recordingId)} preload="metadata" controls={!hydrated}
        className={hydrated ? 'hidden' : 'my-1.5 h-11 w-full md:my-0'}
      >
        {chapters.length > 0 && <track kind="chapters" src={paths.chapters(recordingId)} />}
      </audio>
      {hydrated && <Controls player={player} durationMs={durationMs} chapters={chapters} />}
    </section>
  )
}

const round = 'grid size-11 shrink-0 place-items-center rounded-full text-ink transition-colors hover:bg-raised'

function Controls({ player, durationMs, chapters }: Omit<PlayerBarProps, 'recordingId'>) {
  const t = useTranslations('recording.player')
  const { playing, failed, nowMs, allMs } = usePlayback(player.audioRef, durationMs)
  useShortcuts(player)
  if (failed) return <p role="alert" className="px-2 py-4 text-sm text-danger md:p-0">{t('failed')}</p>
  const position = t('position', { now: formatClock(nowMs), all: formatClock(allMs) })
  const chapter = chapterNow(chapters, nowMs)
  const heard = { '--heard': `${allMs > 0 ? Math.min(100, (100 * nowMs) / allMs) : 0}%` } as CSSProperties
  return (
    <div className="flex h-14 items-center gap-1 md:h-auto md:gap-2">
      <button
        type="button" aria-label={t('back')} title={t('back')} className={round} onClick={() => player.skip(-SKIP_MS)}
      >
        <RotateCcw aria-hidden="true" className="size-5" />
      </button>
      <button
        type="button" aria-label={playing ? t('pause') : t('play')} onClick={player.toggle}
        className={`grid size-11 shrink-0 place-items-center rounded-full bg-accent text-on-accent transition-colors
          hover:bg-accent-strong`}
      >
        {playing ? <Pause aria-hidden="true" className="size-5" /> : <Play aria-hidden="true" className="size-5" />}
      </button>
      <button
        type="button" aria-label={t('forward')} title={t('forward')} className={round}
        onClick={() => player.skip(SKIP_MS)}
      >
        <RotateCw aria-hidden="true" className="size-5" />
      </button>
      <span className="relative grid min-w-0 max-md:absolute max-md:inset-x-0 max-md:-top-3 md:flex-1">
        <input
          type="range" min={0} max={Math.max(1, Math.ceil(allMs / 1000))} step={1} value={Math.floor(nowMs / 1000)}
          aria-label={t('seek')} aria-valuetext={chapter ? `${position}, ${chapter}` : position} style={heard}
          onChange={(event) => player.seek(Number(event.target.value) * 1000)}
          className="seek min-w-0"
        />
        <ChapterMarks chapters={chapters} allMs={allMs} />
      </span>
      <span className="min-w-0 px-1 text-sm text-muted tabular-nums max-md:flex-1">
        <span className="block whitespace-nowrap">{formatClock(nowMs)} / {formatClock(allMs)}</span>
        {chapter && <span className="block truncate text-xs text-ink md:max-w-40">{chapter}</span>}
      </span>
      <PlayerOptions player={player} />
    </div>
  )
}
