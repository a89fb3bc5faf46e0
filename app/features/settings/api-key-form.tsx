import { Form, Link, useNavigation } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { scopes, type Scope } from '#domain/api-keys/scopes'
import { limits } from '#domain/limits/limits'
import { Alert } from '~/ui/alert'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { CopyButton } from '~/ui/copy-button'
import { Field } from '~/ui/field'
import { FormError } from '~/ui/form-error'
import { SectionHeader } from '~/ui/section-header'
import { TextInput } from '~/ui/text-input'
import { useHydrated } from '~/ui/use-hydrated'
import type { ErrorBody } from '~/web/error-body'
import { useFormErrors } from '~/web/form-errors'
import type { FilledIn } from '~/web/form-fields'
import { paths } from '~/web/paths'
import { scopeTexts } from './scope-texts'

/** What most programs need. */
const initialScopes: readonly string[] = ['recordings:read', 'recordings:write'] satisfies Scope[]

interface ApiKeyFormProps {
  /** A key that was made just now; it is shown this once. */
  made: string | null
  error: ErrorBody | null
  /** What was filled in where it was refused. */
  filled: FilledIn | null
}

/** Makes a key, with what it may do. */
export function ApiKeyForm({ made, error, filled }: ApiKeyFormProps) {
  const t = useTranslations('settings.apiKeys')
  const errors = useFormErrors(error, ['keyName', 'scopes'])
  const hydrated = useHydrated()
  const chosen = filled?.scope ?? initialScopes
  const isBusy = useNavigation().formData?.get('intent') === 'make'
  return (
    <Card className="grid gap-5">
      <SectionHeader heading="h1" title={t('title')}>
        {t.rich('lead', { link: (text) => <Link to={paths.developers()} className="text-accent underline">{text}</Link> })}
      </SectionHeader>
      {errors.rest && <FormError>{errors.rest}</FormError>}
      {made && (
        <Alert tone="success" action={hydrated && <CopyButton text={made} label={t('copy')} copiedLabel={t('copied')} />}>
          <p className="font-medium">{t('once')}</p>
          <p className="mt-2"><code data-api-key className="font-mono text-sm break-all select-all">{made}</code></p>
        </Alert>
      )}
      <Form key={made} method="post" className="grid max-w-xl gap-5">
        <Field label={t('name')} hint={t('nameHint')} error={errors.of('keyName')}>
          {(control) => (
            <TextInput
              {...control} name="keyName" required maxLength={limits.apiKeyNameCharsMax} autoComplete="off"
              defaultValue={filled?.keyName?.[0]}
            />
          )}
        </Field>
        <fieldset className="grid gap-2">
          <legend className="mb-1.5 text-sm font-medium">{t('scopes')}</legend>
          <p className="text-sm text-muted">{t('makeLead')}</p>
          {scopes.map((scope) => (
            <label key={scope} className="flex items-start gap-2.5">
              <input
                type="checkbox" name="scope" value={scope} defaultChecked={chosen.includes(scope)}
                className="mt-1 size-4 shrink-0 accent-accent"
              />
              {t(`scope.${scopeTexts[scope]}`)}
            </label>
          ))}
          {errors.of('scopes') && <p className="text-sm font-medium text-danger">{errors.of('scopes')}</p>}
        </fieldset>
        <div><Button name="intent" value="make" busy={isBusy}>{t('submit')}</Button></div>
      </Form>
    </Card>
  )
}
