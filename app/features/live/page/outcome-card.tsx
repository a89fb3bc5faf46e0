import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import { Alert } from '~/ui/alert'
import { Button } from '~/ui/button'
import { LinkButton } from '~/ui/link-button'
import type { Tone } from '~/ui/tone'
import { useErrorText } from '~/web/error-text'
import { paths } from '~/web/paths'
import type { LiveState, Outcome } from '#domain/live/client/live-state'
import type { Studio } from './studio'
import { UnsentCard } from './unsent-card'
import { useCaughtFocus } from './use-caught-focus'

/** How it ended, where it is, and what to do about what did not get there. */
export function OutcomeCard({ studio, live, title }: { studio: Studio; live: LiveState; title: string }) {
  const t = useTranslations('live.outcome')
  const errorText = useErrorText()
  const card = useRef<HTMLDivElement>(null)
  useCaughtFocus(card)
  const outcome = live.outcome!
  const told = tell(outcome)
  const recordingId = outcome.kind === 'ended' ? outcome.recordingId : null
  const hasUnsent = live.keptMs > 0
  return (
    <div ref={card} className="grid gap-4">
      <Alert tone={told.tone}>
        <div className="grid gap-3">
          <p className="text-lg font-semibold">{t(told.word)}</p>
          {told.word === 'saved' && <p>{t('savedLead')}</p>}
          {outcome.kind === 'refused' && <p>{errorText({ code: outcome.code })}</p>}
          <div className="flex flex-wrap gap-2">
            {recordingId && <LinkButton to={paths.recording(recordingId)}>{t('open')}</LinkButton>}
            {outcome.kind === 'superseded' && live.sessionId && (
              <LinkButton to={paths.live({ session: live.sessionId })} reloadDocument variant="secondary">
                {t('takeOver')}
              </LinkButton>
            )}
            {!hasUnsent && (
              <Button type="button" variant="secondary" onClick={() => void studio.dismiss(true)}>{t('again')}</Button>
            )}
          </div>
        </div>
      </Alert>
      {hasUnsent && (
        <UnsentCard
          unsentMs={live.keptMs} read={() => studio.unsent()} language={live.language} title={title}
          onForget={() => void studio.dismiss(true)}
        />
      )}
    </div>
  )
}

type Word = 'saved' | 'nothing' | 'quota' | 'interrupted' | 'superseded' | 'unknown' | 'refused'

function tell(outcome: Outcome): { word: Word; tone: Tone } {
  if (outcome.kind !== 'ended') return { word: outcome.kind, tone: 'danger' }
  if (outcome.recordingId === null) return { word: 'nothing', tone: 'info' }
  if (outcome.reason === 'stopped') return { word: 'saved', tone: 'success' }
  return { word: outcome.reason === 'quota' ? 'quota' : 'interrupted', tone: 'warning' }
}
