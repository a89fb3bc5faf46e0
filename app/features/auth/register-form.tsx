import { Form, Link, useNavigation } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import { Alert } from '~/ui/alert'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { FormError } from '~/ui/form-error'
import { TextInput } from '~/ui/text-input'
import type { ErrorBody } from '~/web/error-body'
import { useFormErrors } from '~/web/form-errors'
import { paths } from '~/web/paths'

interface RegisterFormProps {
  error: ErrorBody | null
  values: { email: string; userName: string }
  redirectTo: string | null
  /** Whether this will be the installation's first account, its administrator. */
  first: boolean
}

/** A new account. */
export function RegisterForm({ error, values, redirectTo, first }: RegisterFormProps) {
  const t = useTranslations('auth')
  const errors = useFormErrors(error, ['email', 'userName', 'password'])
  const busy = useNavigation().state === 'submitting'
  return (
    <>
      <Card className="grid gap-5">
        <div>
          <h1 className="text-2xl font-bold">{t('register.title')}</h1>
          <p className="mt-1 text-muted">{t('register.lead')}</p>
        </div>
        {errors.rest && <FormError>{errors.rest}</FormError>}
        {first && <Alert tone="info">{t('register.first')}</Alert>}
        <Form method="post" className="grid gap-5">
          {redirectTo && <input type="hidden" name="redirectTo" value={redirectTo} />}
          <Field label={t('userName')} error={errors.of('userName')}>
            {(control) => (
              <TextInput
                {...control} name="userName" autoComplete="name" required maxLength={limits.nameCharsMax}
                defaultValue={values.userName}
              />
            )}
          </Field>
          <Field label={t('email')} error={errors.of('email')}>
            {(control) => (
              <TextInput
                {...control} name="email" type="email" autoComplete="username" required maxLength={limits.emailCharsMax}
                defaultValue={values.email}
              />
            )}
          </Field>
          <Field label={t('password')} error={errors.of('password')} hint={t('passwordHint', { min: String(limits.passwordCharsMin) })}>
            {(control) => (
              <TextInput
                {...control} name="password" type="password" autoComplete="new-password" required
                minLength={limits.passwordCharsMin} maxLength={limits.passwordCharsMax}
              />
            )}
          </Field>
          <Button size="large" busy={busy}>{t('register.submit')}</Button>
        </Form>
      </Card>
      <p className="text-center text-muted">
        {t('register.haveAccount')}{' '}
        <Link to={paths.login({ redirectTo: redirectTo ?? undefined })} className="font-medium text-accent underline underline-offset-4">
          {t('register.login')}
        </Link>
      </p>
    </>
  )
}
