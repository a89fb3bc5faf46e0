import { Link } from '@remix-run/react'
import { ListChecks, ListTree, Sparkles, TextQuote, type LucideIcon } from 'lucide-react'
import { useId, type MouseEvent } from 'react'
import { useTranslations } from 'use-intl'
import type { ShownStep } from '~/features/steps/shown-steps.server'
import { Badge } from '~/ui/badge'
import { Card } from '~/ui/card'
import { paths } from '~/web/paths'
import type { ShownSummary } from './load-summary.server'
import { MomentLink } from './moment-link'

interface SummaryCardProps {
  recordingId: string
  summary: ShownSummary
  /** The step that made it. */
  step: ShownStep | undefined
  hasAudio: boolean
  /** Plays from a moment. */
  onPlay: (ms: number) => void
}

/** What the recording comes down to. Every point and chapter is a way to its moment. */
export function SummaryCard({ recordingId, summary, step, hasAudio, onPlay }: SummaryCardProps) {
  const t = useTranslations('summary')
  const { short, keyPoints, actionItems, chapters, method, language } = summary
  const isWritten = method === 'llm'
  const isDown = step?.degraded === 'llm_unavailable'
  const play = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>('a[data-ms]') : null
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    onPlay(Number(link.dataset.ms))
  }
  const ways = { recordingId, hasAudio, language }
  return (
    <Card aria-labelledby="summary-title" className="mb-6" onClick={play}>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 id="summary-title" className="text-lg font-semibold">{t('title')}</h2>
        <Badge tone={isWritten ? 'success' : isDown ? 'warning' : 'neutral'}>
          {isWritten
            ? <Sparkles aria-hidden="true" className="size-3.5" /> : <TextQuote aria-hidden="true" className="size-3.5" />}
          {isWritten ? t('written') : t('extractive')}
        </Badge>
      </div>
      <p lang={language} className="mt-3 max-w-prose leading-relaxed">{short}</p>
      <div className="mt-5 grid gap-x-10 gap-y-6 lg:grid-cols-2">
        <Part {...ways} title={t('keyPoints')} icon={TextQuote} items={keyPoints} />
        <Part
          {...ways} title={t('chapters')} icon={ListTree}
          items={chapters.map(({ title, startMs }) => ({ text: title, startMs }))}
        />
        <Part {...ways} title={t('actionItems')} icon={ListChecks} items={actionItems} />
      </div>
      <p className="mt-5 text-sm text-muted">
        {isWritten ? t('writtenHint') : isDown ? t('downHint') : t('extractiveHint')}{' '}
        <Link to={paths.summarySettings()} className="text-accent underline">{t('settings')}</Link>
      </p>
    </Card>
  )
}

interface PartProps {
  title: string
  icon: LucideIcon
  items: readonly { text: string; startMs: number }[]
  recordingId: string
  hasAudio: boolean
  language: string
}

function Part({ title, icon: Icon, items, recordingId, hasAudio, language }: PartProps) {
  const id = useId()
  if (items.length === 0) return null
  return (
    <section aria-labelledby={id}>
      <h3 id={id} className="flex items-center gap-2 text-sm font-semibold text-muted">
        <Icon aria-hidden="true" className="size-4" />{title}
      </h3>
      <ul className="mt-2 grid gap-2">
        {items.map(({ text, startMs }) => (
          <li key={startMs + text} className="grid grid-cols-[3.75rem_1fr] gap-x-1">
            <MomentLink recordingId={recordingId} ms={startMs} hasAudio={hasAudio} /><span lang={language}>{text}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
