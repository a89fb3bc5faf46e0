import { Form } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import { useTheme } from '~/features/shell/viewer'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { FormError } from '~/ui/form-error'
import { SectionHeader } from '~/ui/section-header'
import { Select } from '~/ui/select'
import { TextInput } from '~/ui/text-input'
import type { ErrorBody } from '~/web/error-body'
import { useFormErrors } from '~/web/form-errors'
import type { FilledIn } from '~/web/form-fields'
import { localeNames, locales, type Locale } from '~/web/locale'
import { themes } from '~/web/theme'

interface ProfileFormProps {
  name: string
  locale: Locale | null
  error: ErrorBody | null
  /** What was filled in where it was refused. */
  filled: FilledIn | null
}

/** Name, language and appearance. The page is loaded anew, since all of it may change its looks and its words. */
export function ProfileForm({ name, locale, error, filled }: ProfileFormProps) {
  const t = useTranslations('settings.profile')
  const tCommon = useTranslations('common')
  const errors = useFormErrors(error, ['name'])
  const theme = useTheme()
  return (
    <Card className="grid gap-5">
      <SectionHeader title={t('title')} heading="h1">{t('lead')}</SectionHeader>
      {errors.rest && <FormError>{errors.rest}</FormError>}
      <Form method="post" reloadDocument className="grid max-w-md gap-5">
        <input type="hidden" name="intent" value="profile" />
        <Field label={t('name')} error={errors.of('name')}>
          {(control) => (
            <TextInput
              {...control} name="name" autoComplete="name" required maxLength={limits.nameCharsMax}
              defaultValue={filled?.name?.[0] ?? name}
            />
          )}
        </Field>
        <Field label={t('locale')}>
          {(control) => (
            <Select {...control} name="locale" defaultValue={filled?.locale?.[0] ?? locale ?? ''}>
              <option value="">{tCommon('language.automatic')}</option>
              {locales.map((value) => <option key={value} value={value} lang={value}>{localeNames[value]}</option>)}
            </Select>
          )}
        </Field>
        <Field label={t('theme')}>
          {(control) => (
            <Select {...control} name="theme" defaultValue={filled?.theme?.[0] ?? theme}>
              {themes.map((value) => <option key={value} value={value}>{tCommon(`theme.${value}`)}</option>)}
            </Select>
          )}
        </Field>
        <Button className="justify-self-start">{tCommon('actions.save')}</Button>
      </Form>
    </Card>
  )
}
