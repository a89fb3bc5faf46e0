import { Form } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { Button } from '~/ui/button'
import { useErrorText } from '~/web/error-text'
import { paths } from '~/web/paths'
import { useLanguageName } from '../recording/use-language-name'
import { isOpenStep } from './is-open-step'
import type { ShownStep } from './shown-steps.server'
import { StepMark } from './step-mark'

/** One run of one step: what it is, how it stands, and a button that runs it again by itself. */
export function StepRow({ recordingId, step }: { recordingId: string; step: ShownStep }) {
  const t = useTranslations('steps')
  const errorText = useErrorText()
  const languageName = useLanguageName()
  const { status, attempts, degraded, errorCode } = step
  const name = t.has(`names.${step.step}` as 'names.index') ? t(`names.${step.step}` as 'names.index') : step.step
  const title = step.key === '' ? name : t('keyed', { name, key: languageName(step.key) })
  const reason = `degraded.${degraded}` as 'degraded.other'
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-3">
      <StepMark status={status} degraded={degraded} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">
          {title} <span className="ml-1 text-sm font-normal text-muted">{t(`status.${status}`)}</span>
        </p>
        {status === 'queued' && attempts > 0 && <p className="text-sm text-muted">{t('retried')}</p>}
        {status === 'failed' && <p className="text-sm text-danger">{errorText({ code: errorCode ?? 'internal' })}</p>}
        {status === 'done' && degraded !== null && (
          <p className="text-sm text-muted">{t(t.has(reason) ? reason : 'degraded.other')}</p>
        )}
      </div>
      {!isOpenStep(step) && (
        <Form method="post" action={paths.recording(recordingId)} preventScrollReset>
          <input type="hidden" name="step" value={step.step} />
          <input type="hidden" name="key" value={step.key} />
          <Button name="intent" value="rerun" variant="quiet" size="small" aria-label={t('rerunOne', { step: title })}>
            {t('rerun')}
          </Button>
        </Form>
      )}
    </li>
  )
}
