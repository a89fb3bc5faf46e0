import { ChevronDown } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Card } from '~/ui/card'
import { showOpened } from '~/ui/show-opened'
import { isOpenStep } from './is-open-step'
import type { ShownStep } from './shown-steps.server'
import { StepMark } from './step-mark'
import { StepRow } from './step-row'

/**
 * What follows the transcript, and how each of it stands: one line while all is well, the rows unfolded where something
 * failed, since none of it may fail unseen.
 */
export function StepsCard({ recordingId, steps }: { recordingId: string; steps: readonly ShownStep[] }) {
  const t = useTranslations('steps')
  if (steps.length === 0) return null
  const failed = steps.filter(({ status }) => status === 'failed').length
  const open = steps.filter(isOpenStep).length
  const weak = steps.filter(({ status, degraded }) => status === 'done' && degraded !== null).length
  return (
    <Card className="mt-8 py-0! sm:py-0!">
      <details open={failed > 0} className="group">
        <summary
          onClick={showOpened}
          className="flex min-h-14 cursor-pointer list-none items-center gap-3 [&::-webkit-details-marker]:hidden"
        >
          <StepMark status={failed > 0 ? 'failed' : open > 0 ? 'running' : 'done'} degraded={weak > 0 ? 'some' : null} />
          <h2 className="font-semibold">{t('title')}</h2>
          <span className="text-sm text-muted">
            {failed > 0
              ? t('someFailed', { count: failed })
              : open > 0
                ? t('open', { count: open })
                : weak > 0 ? t('someWeak', { count: weak }) : t('allDone')}
          </span>
          <ChevronDown aria-hidden="true" className="ml-auto size-5 shrink-0 text-muted group-open:rotate-180" />
        </summary>
        <ul className="grid divide-y divide-line border-t border-line">
          {steps.map((step) => <StepRow key={`${step.step}:${step.key}`} recordingId={recordingId} step={step} />)}
        </ul>
      </details>
    </Card>
  )
}
