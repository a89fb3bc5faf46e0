import { useTranslations } from 'use-intl'
import { momentHash } from '~/features/recording/moment'
import { formatClock } from '~/web/format'
import { paths } from '~/web/paths'

/** A time that is a way to its moment in the sound; where there is no sound, just a time. */
export function MomentLink({ recordingId, ms, hasAudio }: { recordingId: string; ms: number; hasAudio: boolean }) {
  const t = useTranslations('recording.transcript')
  const time = formatClock(ms)
  if (!hasAudio) return <span className="pt-0.5 text-sm text-muted tabular-nums">{time}</span>
  return (
    <a
      data-ms={ms} href={paths.recordingAudio(recordingId) + momentHash(ms)} aria-label={t('playFrom', { time })}
      className="justify-self-start rounded-sm pt-0.5 text-sm text-accent tabular-nums hover:underline"
    >
      {time}
    </a>
  )
}
