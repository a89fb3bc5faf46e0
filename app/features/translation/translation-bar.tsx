import { Link } from '@remix-run/react'
import { Languages } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useLanguageName } from '~/features/recording/use-language-name'
import type { ShownStep } from '~/features/steps/shown-steps.server'
import { classNames } from '~/ui/class-names'
import { paths } from '~/web/paths'
import { AddTranslation } from './add-translation'
import type { RecordingTranslations } from './load-translations.server'
import { TranslationState } from './translation-state'

interface TranslationBarProps {
  recordingId: string
  translations: RecordingTranslations
  /** Passages of the transcript. */
  lines: number
  steps: readonly ShownStep[]
}

const way = 'inline-flex min-h-9 items-center rounded-full border px-3 text-sm font-medium transition-colors'

/** In which language the transcript is read, and how to have it in another. All of it links and forms. */
export function TranslationBar({ recordingId, translations, lines, steps }: TranslationBarProps) {
  const t = useTranslations('translation')
  const languageName = useLanguageName()
  const { languages, current, others, isConfigured } = translations
  const ways = [
    { language: null, name: t('original') }, ...languages.map((language) => ({ language, name: languageName(language) })),
  ]
  return (
    <section aria-label={t('label')} className="mb-5 grid gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Languages aria-hidden="true" className="size-5 text-muted" />
        {languages.length > 0 && (
          <nav aria-label={t('ways')}>
            <ul className="flex flex-wrap gap-2">
              {ways.map(({ language, name }) => (
                <li key={language ?? ''}>
                  <Link
                    to={paths.recording(recordingId, { in: language })} preventScrollReset
                    aria-current={(current?.language ?? null) === language ? 'page' : undefined}
                    className={classNames(
                      way, (current?.language ?? null) === language
                        ? 'border-accent bg-accent text-on-accent' : 'border-line bg-surface hover:bg-raised',
                    )}
                  >
                    {name}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        )}
        <AddTranslation recordingId={recordingId} others={others} isConfigured={isConfigured} />
      </div>
      {current && (
        <TranslationState
          recordingId={recordingId} translation={current} lines={lines} isConfigured={isConfigured}
          step={steps.find(({ step, key }) => step === 'translate' && key === current.language) ?? null}
        />
      )}
    </section>
  )
}
