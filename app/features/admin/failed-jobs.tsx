import { Form } from '@remix-run/react'
import { CircleCheck } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { DeadLetter } from '#domain/jobs/dead-letters.server'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { EmptyState } from '~/ui/empty-state'
import { FormError } from '~/ui/form-error'
import { Pagination } from '~/ui/pagination'
import { SectionHeader } from '~/ui/section-header'
import type { ErrorBody } from '~/web/error-body'
import { useErrorText } from '~/web/error-text'
import { LocalTime } from '~/web/local-time'
import { paths } from '~/web/paths'
import { IntentButton } from './intent-button'

const FORM = 'chosen-letters'

/** One failure: whose, why, and the two things to do about it. */
function Letter({ letter }: { letter: DeadLetter }) {
  const t = useTranslations('admin.failed')
  const tell = useErrorText()
  const name = letter.title || letter.fileName || letter.recordingId
  return (
    <Card className="flex flex-wrap items-start justify-between gap-4">
      <div className="flex min-w-0 flex-1 basis-72 gap-3">
        <input
          type="checkbox" form={FORM} name="id" value={letter.id} aria-label={t('choose', { name })}
          className="mt-1 size-5 shrink-0 accent-accent"
        />
        <div className="grid min-w-0 gap-1">
          <h2 className="font-semibold wrap-anywhere">{name}</h2>
          <p className="text-danger">{tell({ code: letter.errorCode })}</p>
          <p className="font-mono text-xs wrap-anywhere text-muted">
            {[letter.task, letter.step, letter.stepKey].filter(Boolean).join(' ')} · {letter.errorCode}: {letter.message}
          </p>
          <p className="text-sm wrap-anywhere text-muted">
            {letter.ownerEmail} · <LocalTime at={letter.failedAt} /> · {t('setbacks', { count: letter.setbacks })}
          </p>
        </div>
      </div>
      <div className="flex gap-2">
        <IntentButton intent="replay" fields={{ id: String(letter.id) }} variant="primary">{t('replay')}</IntentButton>
        <IntentButton intent="discard" fields={{ id: String(letter.id) }}>{t('discard')}</IntentButton>
      </div>
    </Card>
  )
}

/** What is done to several at once: to those that are ticked, or to all. */
function Bulk() {
  const t = useTranslations('admin.failed')
  return (
    <Form id={FORM} method="post" aria-label={t('bulk')} className="flex flex-wrap gap-2">
      <Button name="intent" value="replay-chosen" size="small" variant="secondary">{t('replayChosen')}</Button>
      <Button name="intent" value="discard-chosen" size="small" variant="secondary">{t('discardChosen')}</Button>
      <Button name="intent" value="replay-all" size="small" variant="secondary">{t('replayAll')}</Button>
      <Button name="intent" value="discard-all" size="small" variant="secondary">{t('discardAll')}</Button>
    </Form>
  )
}

interface FailedJobsProps {
  letters: DeadLetter[]
  next: number | null
  isFirst: boolean
  error: ErrorBody | null
}

/** The dead letters of the queue. */
export function FailedJobs({ letters, next, isFirst, error }: FailedJobsProps) {
  const t = useTranslations('admin.failed')
  const common = useTranslations('common')
  const tell = useErrorText()
  return (
    <>
      <SectionHeader title={t('title')} heading="h1">{t('lead')}</SectionHeader>
      {error && <FormError>{tell(error)}</FormError>}
      {letters.length > 0 && <Bulk />}
      <div className="grid gap-4">
        {letters.length === 0
          ? <EmptyState icon={CircleCheck} title={t('none')}>{t('noneHint')}</EmptyState>
          : letters.map((letter) => <Letter key={letter.id} letter={letter} />)}
      </div>
      <Pagination
        label={common('pagination')}
        first={isFirst ? null : { to: paths.failedJobs(), text: common('actions.newer') }}
        next={next === null ? null : { to: paths.failedJobs({ before: next }), text: common('actions.older') }}
      />
    </>
  )
}
