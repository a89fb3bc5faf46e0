import { useTranslations } from 'use-intl'

/** Stands where a language could be chosen, and says what that takes; `viewers` need not know who sets it up, or how. */
export function NoTranslation({ forViewers = false }: { forViewers?: boolean }) {
  const t = useTranslations('live.translation')
  return <p className="self-center text-sm text-muted">{t(forViewers ? 'noneForViewers' : 'whatToConfigure')}</p>
}
