import { useTranslations } from 'use-intl'
import { useDay } from '~/web/use-day'

/** What a recording's name is made of; what is not known of it is not told. */
export interface Named {
  title: string
  source?: 'realtime' | 'upload' | undefined
  createdAt?: Date | string | undefined
}

/** What a recording is called, also when nobody has named it: then by what it is, and its day. */
export function nameOf(t: ReturnType<typeof useTranslations<never>>, day: (at: Date | string) => string, recording: Named): string {
  const { title, source, createdAt } = recording
  if (title.trim() !== '') return title.trim()
  if (source === undefined || createdAt === undefined) return t('recording.untitled')
  return t(source === 'realtime' ? 'live.takeTitle' : 'recording.untitledUpload', { date: day(createdAt) })
}

/** The same, in the reader's language. */
export function useTitle(): (recording: Named) => string {
  const t = useTranslations()
  const day = useDay()
  return (recording) => nameOf(t, day, recording)
}
