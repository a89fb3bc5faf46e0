import { Captions, Fingerprint, Highlighter } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { LinkButton } from '~/ui/link-button'
import { paths } from '~/web/paths'
import { VoiceToText } from './voice-to-text'

const points = [
  { key: 'private', icon: Fingerprint },
  { key: 'follow', icon: Highlighter },
  { key: 'take', icon: Captions },
] as const

/** What Steno is, for those who have not met it. */
export function Landing() {
  const t = useTranslations('landing')
  return (
    <div className="mx-auto w-full max-w-6xl px-4 pb-16 sm:px-8">
      <div className="grid items-center gap-10 py-8 lg:grid-cols-[1fr_1.05fr] lg:py-16">
        <div className="grid gap-6">
          <h1 className="text-4xl font-bold sm:text-5xl lg:text-[3.4rem] lg:leading-[1.08]">{t('title')}</h1>
          <p className="max-w-xl text-lg text-muted">{t('lead')}</p>
          <div className="flex flex-wrap gap-3">
            <LinkButton to={paths.register()} size="large">{t('start')}</LinkButton>
            <LinkButton to={paths.login()} size="large" variant="secondary">{t('haveAccount')}</LinkButton>
          </div>
        </div>
        <VoiceToText title={t('illustration')} />
      </div>
      <ul className="grid gap-4 md:grid-cols-3">
        {points.map(({ key, icon: Icon }) => (
          <li key={key} className="grid content-start gap-2 rounded-card border border-line bg-surface p-6 shadow-card">
            <span className="mb-2 grid size-11 place-items-center rounded-control bg-accent-soft text-accent">
              <Icon aria-hidden="true" className="size-5" />
            </span>
            <h2 className="text-lg font-semibold">{t(`points.${key}.title`)}</h2>
            <p className="text-muted">{t(`points.${key}.text`)}</p>
          </li>
        ))}
      </ul>
    </div>
  )
}
