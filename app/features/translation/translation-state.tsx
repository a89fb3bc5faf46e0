import { Form } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { isOpenStep } from '~/features/steps/is-open-step'
import type { ShownStep } from '~/features/steps/shown-steps.server'
import { Button } from '~/ui/button'
import { buttonStyle } from '~/ui/button-style'
import { useErrorText } from '~/web/error-text'
import { paths } from '~/web/paths'
import type { ShownTranslation } from './load-translations.server'

interface TranslationStateProps {
  recordingId: string
  translation: ShownTranslation
  lines: number
  isConfigured: boolean
  /** The run that makes it; null where live speech alone has. */
  step: ShownStep | null
}

const formats = ['txt', 'srt', 'vtt'] as const

/** How whole the translation is that is shown, and what can be done with it. */
export function TranslationState({ recordingId, translation, lines, isConfigured, step }: TranslationStateProps) {
  const t = useTranslations('translation')
  const errorText = useErrorText()
  const { language } = translation
  const done = Object.values(translation.lines)
  const stale = done.filter(({ isStale }) => isStale).length
  const missing = lines - done.length
  const isWorking = step !== null && isOpenStep(step)
  const note = step?.status === 'failed'
    ? errorText({ code: step.errorCode ?? 'internal' })
    : isWorking
      ? t('working', { done: String(done.length - stale), lines: String(lines) })
      : missing > 0 ? t('missing', { count: missing }) : stale > 0 ? t('stale', { count: stale }) : null
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-sm">
      {note && <p role="status" className={step?.status === 'failed' ? 'text-danger' : 'text-muted'}>{note}</p>}
      {done.length > 0 && (
        <p className="flex flex-wrap items-center gap-1">
          <span className="text-muted">{t('download')}</span>
          {formats.map((format) => (
            <a
              key={format} download href={paths.transcript(recordingId, format, { in: language })}
              aria-label={t('downloadAs', { format: `.${format}` })} className={buttonStyle('quiet', 'small', 'px-2 text-accent')}
            >
              {`.${format}`}
            </a>
          ))}
        </p>
      )}
      <Form method="post" action={paths.recording(recordingId)} preventScrollReset className="flex gap-2">
        <input type="hidden" name="language" value={language} />
        {!isWorking && isConfigured && (missing > 0 || stale > 0) && (
          <Button name="intent" value="translate" variant="secondary" size="small">{t('again')}</Button>
        )}
        <Button name="intent" value="untranslate" variant="quiet" size="small">{t('remove')}</Button>
      </Form>
    </div>
  )
}
