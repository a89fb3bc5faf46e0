import { Form } from '@remix-run/react'
import { CircleCheck } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { DeadLetter } from '#domain/jobs/dead-letters.server'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { EmptyState } from '~/ui/empty-state'
import { FormError } from '~/ui/form-error'
import { PageHeader } from '~/ui/page-header'
import type { ErrorBody } from '~/web/error-body'
import { useErrorText } from '~/web/error-text'
import { LocalTime } from '~/web/local-time'

/** One failure: whose, why, and the two things to do about it. */
function Letter({ letter }: { letter: DeadLetter }) {
  const t = useTranslations('admin.failed')
  const tell = useErrorText()
  return (
    <Card className="flex flex-wrap items-start justify-between gap-4">
      <div className="grid min-w-0 flex-1 basis-72 gap-1">
        <h2 className="font-semibold break-words">{letter.title || letter.fileName || letter.recordingId}</h2>
        <p className="text-danger">{tell({ code: letter.errorCode })}</p>
        <p className="font-mono text-xs break-words text-muted">{letter.errorCode}: {letter.message}</p>
        <p className="text-sm text-muted">
          {letter.ownerEmail} · <LocalTime at={letter.failedAt} /> · {t('setbacks', { count: letter.setbacks })}
        </p>
      </div>
      <Form method="post" className="flex gap-2">
        <input type="hidden" name="id" value={letter.id} />
        <Button name="intent" value="replay" size="small">{t('replay')}</Button>
        <Button name="intent" value="discard" size="small" variant="secondary">{t('discard')}</Button>
      </Form>
    </Card>
  )
}

/** The dead letters of the queue. */
export function FailedJobs({ letters, error }: { letters: DeadLetter[]; error: ErrorBody | null }) {
  const t = useTranslations('admin.failed')
  const tell = useErrorText()
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <div className="grid gap-4">
        {error && <FormError>{tell(error)}</FormError>}
        {letters.length === 0
          ? <EmptyState icon={CircleCheck} title={t('none')}>{t('noneHint')}</EmptyState>
          : letters.map((letter) => <Letter key={letter.id} letter={letter} />)}
      </div>
    </>
  )
}
