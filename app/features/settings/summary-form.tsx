import { Form } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import type { SummarySettings } from '#domain/summaries/summary-settings.server'
import { Alert } from '~/ui/alert'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { FormError } from '~/ui/form-error'
import { SectionHeader } from '~/ui/section-header'
import { Select } from '~/ui/select'
import { TextArea } from '~/ui/text-area'
import type { ErrorBody } from '~/web/error-body'
import { useFormErrors } from '~/web/form-errors'
import type { FilledIn } from '~/web/form-fields'
import { localeNames } from '~/web/locale'

interface SummaryFormProps {
  settings: SummarySettings
  /** The language model's name; null where there is none. */
  model: string | null
  error: ErrorBody | null
  /** What was filled in where it was refused. */
  filled: FilledIn | null
}

/** In which language summaries are, and what they should mind. */
export function SummaryForm({ settings, model, error, filled }: SummaryFormProps) {
  const t = useTranslations('settings.summaries')
  const common = useTranslations('common.actions')
  const errors = useFormErrors(error, ['language', 'instructions'])
  return (
    <Card className="grid gap-5">
      <SectionHeader title={t('title')} heading="h1">{t('lead')}</SectionHeader>
      <Alert>{model === null ? t('withoutModel') : t('withModel', { model })}</Alert>
      {errors.rest && <FormError>{errors.rest}</FormError>}
      <Form method="post" className="grid max-w-prose gap-5">
        <Field label={t('language')} error={errors.of('language')}>
          {(control) => (
            <Select {...control} name="language" defaultValue={filled?.language?.[0] ?? settings.language ?? ''}>
              <option value="">{t('asPages')}</option>
              <option value="spoken">{t('asSpoken')}</option>
              {Object.entries(localeNames).map(([tag, name]) => <option key={tag} value={tag} lang={tag}>{name}</option>)}
            </Select>
          )}
        </Field>
        <Field
          label={t('instructions')} hint={t('instructionsHint', { max: String(limits.summaryInstructionsCharsMax) })}
          error={errors.of('instructions')}
        >
          {(control) => (
            <TextArea
              {...control} name="instructions" rows={4} defaultValue={filled?.instructions?.[0] ?? settings.instructions}
              maxLength={limits.summaryInstructionsCharsMax}
            />
          )}
        </Field>
        <Button className="justify-self-start">{common('save')}</Button>
      </Form>
    </Card>
  )
}
