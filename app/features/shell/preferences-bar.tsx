import { useTranslations } from 'use-intl'
import { LocaleForm, ThemeForm } from './preference-forms'
import { useTheme } from './viewer'

/** The foot of the pages for guests: language and appearance. */
export function PreferencesBar() {
  const t = useTranslations('common')
  return (
    <footer className="border-t border-line">
      <div className="mx-auto flex w-full max-w-6xl flex-wrap items-center justify-between gap-x-6 gap-y-3 px-4 py-4 sm:px-8">
        <p className="text-sm text-muted">{t('footer')}</p>
        <div className="flex flex-wrap items-center gap-4">
          <LocaleForm />
          <ThemeForm theme={useTheme()} />
        </div>
      </div>
    </footer>
  )
}
