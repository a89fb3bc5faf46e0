import { Link } from '@remix-run/react'
import { ArrowLeft } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { RefreshWhileOpen } from '~/features/recording/refresh-while-open'
import { useRevalidateWhile } from '~/features/recording/use-revalidate-while'
import { useTitle } from '~/features/recording/use-title'
import { WorkProgress } from '~/features/recording/work-progress'
import { Alert } from '~/ui/alert'
import { Card } from '~/ui/card'
import { PageHeader } from '~/ui/page-header'
import type { ErrorBody } from '~/web/error-body'
import { useErrorText } from '~/web/error-text'
import { paths } from '~/web/paths'
import { AgainForm } from './again-form'
import type { AgainData } from './again-loader.server'
import { Difference } from './difference'
import { DraftForm } from './draft-form'

const backLink = 'mb-3 inline-flex items-center gap-1.5 text-sm text-muted hover:text-ink hover:underline'

/** Transcribes a recording again: choose, wait, compare, decide. Nothing is replaced before that. */
export function AgainPage({ error, ...page }: AgainData & { error: ErrorBody | null }) {
  const t = useTranslations('again')
  const titleOf = useTitle()
  const errorText = useErrorText()
  const { recording, draft } = page
  const isOpen = draft?.status === 'queued' || draft?.status === 'processing'
  useRevalidateWhile(isOpen)
  return (
    <>
      <Link to={paths.recording(recording.id)} className={backLink}>
        <ArrowLeft aria-hidden="true" className="size-4" />
        {titleOf(recording)}
      </Link>
      <PageHeader title={t('title')} lead={draft === null ? t('lead') : undefined} />
      <div className="grid gap-6">
        {error && <Alert tone="danger">{errorText(error)}</Alert>}
        {draft === null ? (
          recording.isPossible ? (
            <AgainForm {...page} />
          ) : (
            <Alert tone="warning">{t('impossible')}</Alert>
          )
        ) : (
          <Draft {...page} draft={draft} />
        )}
      </div>
      <RefreshWhileOpen statuses={draft ? [draft.status] : []} typing={false} />
    </>
  )
}

type DraftProps = Omit<AgainData, 'draft'> & { draft: NonNullable<AgainData['draft']> }

function Draft({ recording, draft, comparison, options, nowMs }: DraftProps) {
  const t = useTranslations('again')
  const titleOf = useTitle()
  const errorText = useErrorText()
  const ids = { recordingId: recording.id, draftId: draft.id }
  const modelTitle = (id: string | null) => options.models.find((model) => model.id === id)?.title ?? id ?? '–'
  if (comparison) {
    // Where both say the same there is nothing to gain from replacing it.
    const isSame = comparison.changed === 0
    return (
      <>
        <p>{t('from', { before: modelTitle(recording.usedModelId), after: modelTitle(draft.usedModelId) })}</p>
        <Difference comparison={comparison} />
        <div className="flex flex-wrap gap-2">
          <DraftForm {...ids} intent="accept" print={comparison.print} variant={isSame ? 'secondary' : 'primary'}>
            {t('accept')}
          </DraftForm>
          <DraftForm {...ids} intent="discard" variant={isSame ? 'primary' : 'secondary'}>
            {t('discard')}
          </DraftForm>
        </div>
      </>
    )
  }
  if (draft.status === 'failed') {
    return (
      <>
        <Alert tone="danger">
          <p className="font-semibold">{t('failed')}</p>
          <p>{errorText({ code: draft.errorCode ?? 'internal', params: draft.errorParams })}</p>
        </Alert>
        <div>
          <DraftForm {...ids} intent="discard">
            {t('discardFailed')}
          </DraftForm>
        </div>
      </>
    )
  }
  return (
    <Card className="grid gap-4" aria-label={t('working')}>
      <p className="font-semibold">{draft.status === 'queued' ? t('queued') : t('working')}</p>
      <WorkProgress work={{ ...draft, title: titleOf(recording), queuePosition: null }} nowMs={nowMs} />
      <p className="text-muted">{t('workingLead')}</p>
      <div>
        <DraftForm {...ids} intent="discard">
          {t('cancel')}
        </DraftForm>
      </div>
    </Card>
  )
}
