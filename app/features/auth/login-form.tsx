import { Form, Link, useNavigation } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { Alert } from '~/ui/alert'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Field } from '~/ui/field'
import { FormError } from '~/ui/form-error'
import { TextInput } from '~/ui/text-input'
import type { ErrorBody } from '~/web/error-body'
import { useFormErrors } from '~/web/form-errors'
import { paths } from '~/web/paths'

interface LoginFormProps {
  error: ErrorBody | null
  /** What was entered, so that it need not be entered again. */
  email: string
  /** The page that was asked for and needs a log-in. */
  redirectTo: string | null
  registrationOpen: boolean
}

/** E-mail address and password. */
export function LoginForm({ error, email, redirectTo, registrationOpen }: LoginFormProps) {
  const t = useTranslations('auth')
  const errors = useFormErrors(error, ['email', 'password'])
  const busy = useNavigation().state === 'submitting'
  return (
    <>
      <Card className="grid gap-5">
        <div>
          <h1 className="text-2xl font-bold">{t('login.title')}</h1>
          <p className="mt-1 text-muted">{t('login.lead')}</p>
        </div>
        {errors.rest && <FormError>{errors.rest}</FormError>}
        {redirectTo && !error && <Alert tone="info">{t('login.required')}</Alert>}
        <Form method="post" className="grid gap-5">
          {redirectTo && <input type="hidden" name="redirectTo" value={redirectTo} />}
          <Field label={t('email')} error={errors.of('email')}>
            {(control) => (
              <TextInput {...control} name="email" type="email" autoComplete="username" required defaultValue={email} />
            )}
          </Field>
          <Field label={t('password')} error={errors.of('password')}>
            {(control) => <TextInput {...control} name="password" type="password" autoComplete="current-password" required />}
          </Field>
          <Button size="large" busy={busy}>{t('login.submit')}</Button>
        </Form>
      </Card>
      {registrationOpen && (
        <p className="text-center text-muted">
          {t('login.noAccount')}{' '}
          <Link to={paths.register({ redirectTo: redirectTo ?? undefined })} className="font-medium text-accent underline underline-offset-4">
            {t('login.register')}
          </Link>
        </p>
      )}
    </>
  )
}
