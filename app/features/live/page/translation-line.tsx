import { Volume2, VolumeX } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { useLanguageName } from '~/features/recording/use-language-name'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import type { LiveState } from '#domain/live/client/live-state'
import type { Spoken } from './use-spoken'

const tones = { ready: 'success', busy: 'info', away: 'warning' } as const

interface TranslationLineProps {
  live: LiveState
  spoken: Spoken
  /** Whether it is spoken while somebody speaks, too. */
  speaksOver: boolean
  onSpeaksOver(speaksOver: boolean): void
}

/** How translation stands, whether it is spoken, and whether also over the speaker. */
export function TranslationLine({ live, spoken, speaksOver, onSpeaksOver }: TranslationLineProps) {
  const t = useTranslations('live.translation')
  const languageName = useLanguageName()
  const { translateTo, translating } = live
  if (!translateTo) return null
  const state = translating?.language === translateTo ? translating : null
  const isMissing = state?.state === 'away' && state.code === 'llm_not_configured'
  const SpeakIcon = spoken.isOn ? VolumeX : Volume2
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <span className="text-sm text-muted">{t('into', { language: languageName(translateTo) })}</span>
        <span role="status"><Badge tone={tones[state?.state ?? 'ready']}>{t(`state.${state?.state ?? 'ready'}`)}</Badge></span>
        {spoken.canSpeak && !isMissing && (
          <Button type="button" variant="secondary" size="small" aria-pressed={spoken.isOn} onClick={spoken.toggle}>
            <SpeakIcon aria-hidden="true" className="size-4" />{t(spoken.isOn ? 'hush' : 'speak')}
          </Button>
        )}
        {spoken.canSpeak && !isMissing && (
          <label className="flex min-h-9 items-center gap-2 text-sm">
            <input
              type="checkbox" checked={speaksOver} onChange={({ target }) => onSpeaksOver(target.checked)}
              className="size-4 accent-accent"
            />
            {t('speakOver')}
          </label>
        )}
      </div>
      {state?.state === 'away' && <p className="text-sm text-warning">{t(isMissing ? 'notConfigured' : 'away')}</p>}
    </div>
  )
}
