import type { RecordingStatus, RecordingSummary } from '#domain/recordings/recording'
import { useTranslations } from 'use-intl'
import { Badge } from '~/ui/badge'
import { Spinner } from '~/ui/spinner'
import type { Tone } from '~/ui/tone'

const tones: Record<Exclude<RecordingStatus, 'done'>, Tone> = {
  uploading: 'info', queued: 'neutral', processing: 'info', failed: 'danger', cancelled: 'warning',
}

/** Where a recording stands, in a word; nothing is said of those that are done. */
export function StatusBadge({ recording: { status, source } }: {
  recording: Pick<RecordingSummary, 'status' | 'source'>
}) {
  const t = useTranslations('recording')
  const live = useTranslations('live.recording')
  if (isLiveNow({ status, source })) {
    return (
      <Badge tone="success">
        <span aria-hidden="true" className="size-2 animate-pulse rounded-full bg-current" />
        {live('live')}
      </Badge>
    )
  }
  if (status === 'done') return null
  return (
    <Badge tone={tones[status]}>
      {status === 'processing' && <Spinner />}
      {t(`status.${status}`)}
    </Badge>
  )
}

/** Whether it is being spoken right now: its session ends it, and nothing is there to be cancelled. */
export function isLiveNow({ status, source }: Pick<RecordingSummary, 'status' | 'source'>): boolean {
  return source === 'realtime' && status === 'processing'
}
