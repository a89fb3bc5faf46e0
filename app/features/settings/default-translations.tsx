import { Form } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { targetLanguages } from '#domain/translation/target-languages'
import { useNamedLanguages } from '~/features/recording/use-language-name'
import { Alert } from '~/ui/alert'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { FormError } from '~/ui/form-error'
import { SectionHeader } from '~/ui/section-header'
import type { ErrorBody } from '~/web/error-body'
import { useErrorText } from '~/web/error-text'

interface DefaultTranslationsProps {
  /** BCP 47 of those that are chosen. */
  languages: readonly string[]
  canTranslate: boolean
  error: ErrorBody | null
}

/** Into which languages every recording is translated when it is done. */
export function DefaultTranslations({ languages, canTranslate, error }: DefaultTranslationsProps) {
  const t = useTranslations('settings.automation')
  const translation = useTranslations('translation')
  const common = useTranslations('common.actions')
  const namedLanguages = useNamedLanguages()
  const tell = useErrorText()
  const named = namedLanguages(targetLanguages)
  return (
    <Card className="grid gap-5">
      <SectionHeader title={t('languages')} heading="h1">{t('languagesLead')}</SectionHeader>
      {!canTranslate && <Alert tone="warning">{translation('notConfigured')}</Alert>}
      {error && <FormError>{tell(error)}</FormError>}
      <Form method="post" className="grid justify-items-start gap-5">
        <input type="hidden" name="intent" value="languages" />
        <fieldset className="w-full">
          <legend className="sr-only">{t('languages')}</legend>
          <ul className="grid grid-cols-2 gap-x-4 gap-y-1 sm:grid-cols-3 lg:grid-cols-4">
            {named.map(({ language, name }) => (
              <li key={language}>
                <label className="flex min-h-9 items-center gap-2.5">
                  <input
                    type="checkbox" name="language" value={language} defaultChecked={languages.includes(language)}
                    className="size-4 shrink-0 accent-accent"
                  />
                  <span className="min-w-0 wrap-anywhere">{name}</span>
                </label>
              </li>
            ))}
          </ul>
        </fieldset>
        <Button>{common('save')}</Button>
      </Form>
    </Card>
  )
}
