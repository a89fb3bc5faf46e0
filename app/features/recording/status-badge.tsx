import type { RecordingStatus } from '#domain/recordings/recording'
import { useTranslations } from 'use-intl'
import { Badge } from '~/ui/badge'
import { Spinner } from '~/ui/spinner'
import type { Tone } from '~/ui/tone'

const tones: Record<RecordingStatus, Tone> = {
  uploading: 'info', queued: 'neutral', processing: 'info', done: 'success', failed: 'danger', cancelled: 'warning',
}

/** Where a recording stands, in a word. */
export function StatusBadge({ status }: { status: RecordingStatus }) {
  const t = useTranslations('recording')
  return (
    <Badge tone={tones[status]}>
      {status === 'processing' && <Spinner />}
      {t(`status.${status}`)}
    </Badge>
  )
}
