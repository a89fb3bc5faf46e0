import { Pause, Play, RotateCcw, RotateCw } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useHydrated } from '~/ui/use-hydrated'
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
}

/** The player, always in reach. Without scripts it is the browser's own. */
export function PlayerBar({ recordingId, player, durationMs }: PlayerBarProps) {
  const t = useTranslations('recording.player')
  const hydrated = useHydrated()
  return (
    <section
      aria-label={t('label')}
      className={`sticky bottom-[var(--player-bottom)] z-30 mt-8 rounded-card border border-line bg-surface/95 px-3 py-2.5
        shadow-float backdrop-blur sm:px-4`}
    >
      <audio
        ref={player.audioRef} src={paths.recordingAudio(recordingId)} preload="metadata" controls={!hydrated}
        className={hydrated ? 'hidden' : 'w-full'}
      />
      {hydrated && <Controls player={player} durationMs={durationMs} />}
    </section>
  )
}

const round = 'grid size-10 shrink-0 place-items-center rounded-full text-ink transition-colors hover:bg-raised'

function Controls({ player, durationMs }: { player: Player; durationMs: number | null }) {
  const t = useTranslations('recording.player')
  const { playing, failed, nowMs, allMs } = usePlayback(player.audioRef, durationMs)
  useShortcuts(player)
  if (failed) return <p role="alert" className="text-sm text-danger">{t('failed')}</p>
  const position = t('position', { now: formatClock(nowMs), all: formatClock(allMs) })
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 sm:flex-nowrap">
      <button
        type="button" aria-label={t('back')} title={t('back')} className={round} onClick={() => player.skip(-SKIP_MS)}
      >
        <RotateCcw aria-hidden="true" className="size-5" />
      </button>
      <button
        type="button" aria-label={playing ? t('pause') : t('play')} onClick={player.toggle}
        className={`grid size-11 shrink-0 place-items-center rounded-full bg-accent text-on-accent shadow-card
          transition-colors hover:bg-accent-strong`}
      >
        {playing ? <Pause aria-hidden="true" className="size-5" /> : <Play aria-hidden="true" className="size-5" />}
      </button>
      <button
        type="button" aria-label={t('forward')} title={t('forward')} className={round}
        onClick={() => player.skip(SKIP_MS)}
      >
        <RotateCw aria-hidden="true" className="size-5" />
      </button>
      <input
        type="range" min={0} max={Math.max(1, Math.ceil(allMs / 1000))} step={1} value={Math.floor(nowMs / 1000)}
        aria-label={t('seek')} aria-valuetext={position}
        onChange={(event) => player.seek(Number(event.target.value) * 1000)}
        className="h-8 min-w-0 flex-1 cursor-pointer accent-accent max-sm:order-first max-sm:w-full max-sm:flex-none"
      />
      <span className="text-sm whitespace-nowrap text-muted tabular-nums max-sm:flex-1 max-sm:text-center">
        {formatClock(nowMs)} / {formatClock(allMs)}
      </span>
      <PlayerOptions player={player} />
    </div>
  )
}
