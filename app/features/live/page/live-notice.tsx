import { useTranslations } from 'use-intl'
import { Card } from '~/ui/card'
import { LinkButton } from '~/ui/link-button'
import { paths } from '~/web/paths'
import { FinishForm } from './finish-form'

/** On the page of a recording that is being spoken right now: how to go on, to share it, or to end it. */
export function LiveNotice({ recordingId, isReleased }: { recordingId: string; isReleased: boolean }) {
  const t = useTranslations('live')
  if (isReleased) {
    return <Card className="mb-6"><p role="status" className="font-semibold">{t('state.finishing')}</p></Card>
  }
  return (
    <Card className="mb-6 grid gap-3" aria-label={t('recording.title')}>
      <p className="font-semibold">{t('recording.title')}</p>
      <p className="text-muted">{t('recording.lead')}</p>
      <div className="flex flex-wrap items-center gap-2">
        <LinkButton to={paths.live({ session: recordingId })} size="small">{t('found.goOn')}</LinkButton>
        <FinishForm sessionId={recordingId} returnTo={paths.recording(recordingId)} />
        <LinkButton to={paths.liveShare(recordingId)} variant="secondary" size="small">{t('share.label')}</LinkButton>
      </div>
    </Card>
  )
}
