import { useTranslations } from 'use-intl'
import type { RecordingDraft } from '#domain/recordings/draft'
import { Alert } from '~/ui/alert'
import { LinkButton } from '~/ui/link-button'
import { paths } from '~/web/paths'

const kinds = {
  queued: ['open', 'info'],
  processing: ['open', 'info'],
  done: ['done', 'success'],
  failed: ['failed', 'warning'],
} as const

/** Says that the recording is being transcribed again, or has been, and where to decide about it. */
export function DraftNotice({ recordingId, status }: { recordingId: string; status: RecordingDraft['status'] }) {
  const t = useTranslations('again.notice')
  const [sentence, tone] = kinds[status]
  const look = (
    <LinkButton to={paths.recordingAgain(recordingId)} variant="secondary" size="small">
      {t('look')}
    </LinkButton>
  )
  return (
    <div className="mb-5">
      <Alert tone={tone} action={look}>
        {t(sentence)}
      </Alert>
    </div>
  )
}
