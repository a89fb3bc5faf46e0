import { Mic } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { Card } from '~/ui/card'
import { LinkButton } from '~/ui/link-button'
import { Spinner } from '~/ui/spinner'
import { paths } from '~/web/paths'
import { useCaughtFocus } from './use-caught-focus'

interface StartCardProps {
  /** What the plan leaves; null where it sets no limit. */
  leftMs: number | null
  isOpening: boolean
  /** Whether another recording has just ended. */
  isAgain: boolean
  onStart(): void
  /** What can be chosen before. */
  children: ReactNode
}

/** One big button, and what may be chosen before it is pressed. */
export function StartCard({ leftMs, isOpening, isAgain, onStart, children }: StartCardProps) {
  const t = useTranslations('live')
  const upload = useTranslations('upload')
  const card = useRef<HTMLDivElement>(null)
  useCaughtFocus(card, isAgain)
  const isUsedUp = leftMs !== null && leftMs <= 0
  return (
    <Card className="py-8 sm:py-12">
      <div ref={card} className="grid justify-items-center gap-5">
        <button
          type="button" onClick={onStart} disabled={isUsedUp} aria-busy={isOpening || undefined}
          className="live-start grid size-40 content-center justify-items-center gap-2 rounded-full bg-accent text-on-accent
            shadow-float transition-colors hover:bg-accent-strong disabled:opacity-55 sm:size-48"
        >
          {isOpening ? <Spinner /> : <Mic aria-hidden="true" className="size-12 sm:size-14" />}
          <span className="max-w-32 text-base/tight font-semibold">{isOpening ? t('state.opening') : t('start')}</span>
        </button>
        {isUsedUp ? (
          <div className="grid justify-items-center gap-2">
            <p className="font-semibold">{t('usedUp')}</p>
            <LinkButton to={paths.plan()} variant="secondary" size="small">{upload('changePlan')}</LinkButton>
          </div>
        ) : leftMs !== null && (
          <p className="text-sm text-muted">{t('minutesLeft', { minutes: Math.floor(leftMs / 60_000) })}</p>
        )}
        <div className="grid w-full max-w-2xl gap-4 border-t border-line pt-5 sm:grid-cols-2">{children}</div>
      </div>
    </Card>
  )
}
