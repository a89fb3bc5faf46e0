import { Form } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { FormError } from '~/ui/form-error'
import { SectionHeader } from '~/ui/section-header'
import { TextInput } from '~/ui/text-input'
import type { ErrorBody } from '~/web/error-body'
import { useFormErrors } from '~/web/form-errors'

/** A new password; the present one is asked for, in case the device was left open. */
export function PasswordForm({ email, error }: { email: string; error: ErrorBody | null }) {
  const t = useTranslations('settings.account')
  const tAuth = useTranslations('auth')
  const errors = useFormErrors(error, ['current', 'next'])
  return (
    <Card className="grid gap-5">
      <SectionHeader title={t('title')} heading="h1">{t('lead', { email })}</SectionHeader>
      <h2 className="border-t border-line pt-5 text-lg font-semibold">{t('password')}</h2>
      {errors.rest && <FormError>{errors.rest}</FormError>}
      <Form method="post" reloadDocument className="grid max-w-md gap-5">
        <input type="hidden" name="intent" value="password" />
        {/* Password managers file the new password under this. */}
        <input type="text" name="email" autoComplete="username" defaultValue={email} hidden />
        <Field label={t('current')} error={errors.of('current')}>
          {(control) => <TextInput {...control} name="current" type="password" autoComplete="current-password" required />}
        </Field>
        <Field
          label={t('next')} error={errors.of('next')}
          hint={`${tAuth('passwordHint', { min: String(limits.passwordCharsMin) })} ${t('passwordHint')}`}
        >
          {(control) => (
            <TextInput
              {...control} name="next" type="password" autoComplete="new-password" required
              minLength={limits.passwordCharsMin} maxLength={limits.passwordCharsMax}
            />
          )}
        </Field>
        <Button className="justify-self-start">{t('save')}</Button>
      </Form>
    </Card>
  )
}
