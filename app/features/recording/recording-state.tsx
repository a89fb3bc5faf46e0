import { useTranslations } from 'use-intl'
import { Alert } from '~/ui/alert'
import { Card } from '~/ui/card'
import { useErrorText } from '~/web/error-text'
import { paths } from '~/web/paths'
import { canRetry } from './can-retry'
import { IntentForm } from './intent-form'
import { isOpenStatus } from './live-events'
import type { ShownRecording } from './recording-loader.server'
import { WorkProgress } from './work-progress'

/** Where a recording stands that has no transcript: what is being done, or what went wrong and what helps. */
export function RecordingState({ recording, nowMs }: { recording: ShownRecording; nowMs: number }) {
  const t = useTranslations('recording')
  const errorText = useErrorText()
  const { id, status } = recording
  const here = paths.recording(id)
  if (status === 'done') return null
  if (isOpenStatus(status)) {
    return (
      <Card className="mb-6 grid gap-4" aria-label={t(`status.${status}`)}>
        <p className="font-semibold">{t(`status.${status}`)}</p>
        <WorkProgress work={recording} nowMs={nowMs} />
        <div>
          <IntentForm recordingId={id} intent="cancel" returnTo={here} size="small">{t('actions.cancel')}</IntentForm>
        </div>
      </Card>
    )
  }
  const failed = status === 'failed'
  return (
    <div className="mb-6 grid gap-4">
      <Alert tone={failed ? 'danger' : 'warning'}>
        <p className="font-semibold">{failed ? t('failedTitle') : t('cancelledTitle')}</p>
        <p>
          {failed
            ? errorText({ code: recording.errorCode ?? 'internal', params: recording.errorParams })
            : t('cancelledLead')}
        </p>
      </Alert>
      {canRetry(recording) && (
        <div>
          <IntentForm recordingId={id} intent="retry" returnTo={here} variant="primary">{t('actions.retry')}</IntentForm>
        </div>
      )}
    </div>
  )
}
