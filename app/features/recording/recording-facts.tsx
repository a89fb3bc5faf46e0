import { useFormatter, useTranslations } from 'use-intl'
import type { ReactNode } from 'react'
import { formatBytes, formatClock } from '~/web/format'
import { LocalTime } from '~/web/local-time'
import type { ShownRecording } from './recording-loader.server'
import { useLanguageName } from './use-language-name'

/** What is known of a recording, in a line. */
export function RecordingFacts({ recording }: { recording: ShownRecording }) {
  const t = useTranslations('recording.facts')
  const format = useFormatter()
  const languageName = useLanguageName()
  const { language, detectedLanguage, durationMs, totalMs, bytes, modelTitle } = recording
  const { isLanguageUnknown, isLanguageHeard } = recording
  const length = durationMs ?? totalMs
  const spoken = detectedLanguage === null
    ? (language === 'auto' ? t('automatic') : languageName(language))
    : isLanguageHeard
      ? t('detected', { language: languageName(detectedLanguage) })
      : languageName(detectedLanguage)
  const facts: [name: string, value: ReactNode][] = [
    ...(length === null ? [] : [[t('duration'), formatClock(length)] as [string, ReactNode]]),
    ...(isLanguageUnknown ? [] : [[t('language'), spoken] as [string, ReactNode]]),
    ...(modelTitle === null ? [] : [[t('model'), modelTitle] as [string, ReactNode]]),
    ...(bytes === null ? [] : [[t('size'), formatBytes(format, bytes)] as [string, ReactNode]]),
    [t('added'), <LocalTime key="added" at={recording.createdAt} />],
  ]
  return (
    <dl aria-label={t('label')} className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted tabular-nums">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="sr-only">{name}</dt>
          <dd title={name}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
