import { Form, useLocation } from '@remix-run/react'
import { Languages, Monitor, Moon, Sun } from 'lucide-react'
import { useLocale, useTranslations } from 'use-intl'
import { classNames } from '~/ui/class-names'
import { localeNames, locales } from '~/web/locale'
import { paths } from '~/web/paths'
import { themes, type Theme } from '~/web/theme'

const icons = { system: Monitor, light: Sun, dark: Moon }

/** Where the form was sent from, so that the answer leads back there. */
function ReturnField() {
  const { pathname, search } = useLocation()
  return <input type="hidden" name="redirectTo" value={pathname + search} />
}

/** Light, dark or as the device has it: three buttons of one form. */
export function ThemeForm({ theme }: { theme: Theme }) {
  const t = useTranslations('common.theme')
  return (
    <Form method="post" action={paths.preferences()} reloadDocument>
      <ReturnField />
      <div role="group" aria-label={t('label')} className="inline-flex rounded-control bg-raised p-1">
        {themes.map((value) => {
          const Icon = icons[value]
          return (
            <button
              key={value} type="submit" name="theme" value={value} aria-pressed={value === theme} title={t(value)}
              className={classNames(
                'grid size-9 place-items-center rounded-lg text-muted transition-colors hover:text-ink',
                value === theme && 'bg-surface text-ink shadow-card',
              )}
            >
              <Icon aria-hidden="true" className="size-4" />
              <span className="sr-only">{t(value)}</span>
            </button>
          )
        })}
      </div>
    </Form>
  )
}

/** One button for each language, in its own words. The whole page is loaded anew, in that language. */
export function LocaleForm() {
  const t = useTranslations('common.language')
  const current = useLocale()
  return (
    <Form method="post" action={paths.preferences()} reloadDocument>
      <ReturnField />
      <div role="group" aria-label={t('label')} className="flex flex-wrap items-center gap-1">
        <Languages aria-hidden="true" className="mr-1 size-4 text-muted" />
        {locales.map((locale) => (
          <button
            key={locale} type="submit" name="locale" value={locale} lang={locale} aria-pressed={locale === current}
            className={classNames(
              'min-h-9 rounded-control px-2.5 text-sm transition-colors hover:bg-raised hover:text-ink',
              locale === current ? 'bg-raised font-semibold text-ink' : 'text-muted',
            )}
          >
            {localeNames[locale]}
          </button>
        ))}
      </div>
    </Form>
  )
}
