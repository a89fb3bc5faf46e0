import { Pause, Play, Square } from 'lucide-react'
import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '~/ui/button'
import { formatClock } from '~/web/format'
import type { SoundWish } from '../audio/open-sound'
import { LiveTroubles } from './live-troubles'
import { LoudnessMeter } from './loudness-meter'
import { showState } from './shown-state'
import { StateBadge } from './state-badge'
import type { Studio, StudioState } from './studio'
import { useCaughtFocus } from './use-caught-focus'
import { useTakenHeight } from './use-taken-height'

const SHOWN_KEPT_MS = 5_000
/** Less is nothing to speak of, also without a connection. */
const SHOWN_AWAY_MS = 1_000
const SHOWN_LAG_MS = 3_000

interface LiveConsoleProps {
  studio: Studio
  state: StudioState
  sound: SoundWish
  models: { id: string; title: string }[]
}

/** The strip at the foot while somebody speaks: where it stands, how long, how loud, and what can be done. */
export function LiveConsole({ studio, state, sound, models }: LiveConsoleProps) {
  const t = useTranslations('live')
  const strip = useRef<HTMLElement>(null)
  useCaughtFocus(strip)
  useTakenHeight(strip)
  const { live } = state
  const shown = showState(state)
  if (!live || !shown) return null
  const isPaused = live.wanted === 'paused'
  const PauseIcon = isPaused ? Play : Pause
  return (
    <section
      ref={strip} aria-label={t('console')}
      className="live-console grid gap-2 rounded-card border border-line bg-surface p-3 shadow-float sm:px-5 sm:py-4"
    >
      {/* Here they are in sight, however far the words have gone. */}
      <LiveTroubles state={state} />
      <div className="flex flex-col gap-x-5 gap-y-2 sm:flex-row sm:items-center">
        <div className="flex min-w-0 items-center justify-between gap-4 sm:flex-1 sm:justify-start">
          <StateBadge state={shown} />
          <span role="timer" aria-label={t('length')} className="font-mono text-lg tabular-nums">
            {formatClock(live.storedMs + live.keptMs)}
          </span>
        </div>
        {live.wanted !== 'finished' && (
          <div className="flex items-center gap-2 max-sm:*:flex-1">
            <Button
              type="button" variant="secondary"
              onClick={() => void (isPaused ? studio.resume(sound) : studio.pause())}
            >
              <PauseIcon aria-hidden="true" className="size-4" />
              {isPaused ? t('resume') : t('pause')}
            </Button>
            <Button type="button" onClick={() => void studio.finish()}>
              <Square aria-hidden="true" className="size-4 fill-current" />{t('finish')}
            </Button>
          </div>
        )}
      </div>
      <LoudnessMeter studio={studio} />
      <Notes state={state} models={models} />
    </section>
  )
}

/** What is worth knowing now and then: what waits here, how far the text is behind, what the plan leaves. */
function Notes({ state, models }: Pick<LiveConsoleProps, 'state' | 'models'>) {
  const t = useTranslations('live')
  const live = state.live!
  const seconds = (ms: number) => String(Math.round(ms / 1000))
  const notes: { name: string; note: string; isMinor?: boolean }[] = []
  if (live.keptMs >= (live.link === 'open' ? SHOWN_KEPT_MS : SHOWN_AWAY_MS)) {
    notes.push({ name: 'kept', note: t(live.isKeptOnDisk ? 'kept' : 'keptInTab', { seconds: seconds(live.keptMs) }) })
  }
  if (live.link === 'open' && live.lagMs >= SHOWN_LAG_MS) {
    notes.push({ name: 'lag', note: t('lagging', { seconds: seconds(live.lagMs) }) })
  }
  if (live.quotaLeftMs !== null) {
    notes.push({ name: 'left', note: t('minutesLeft', { minutes: Math.floor(live.quotaLeftMs / 60_000) }) })
  }
  const used = models.find(({ id }) => id === live.usedModelId)
  // Phones have no room for it; the options say what was chosen.
  if (used) notes.push({ name: 'model', note: t('recognisedBy', { model: used.title }), isMinor: true })
  if (notes.length === 0) return null
  return (
    <p className="flex flex-wrap gap-x-4 text-sm text-muted">
      {notes.map(({ name, note, isMinor }) => (
        <span key={name} className={isMinor ? 'max-sm:hidden' : undefined}>{note}</span>
      ))}
    </p>
  )
}
