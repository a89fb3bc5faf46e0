import { Form, useNavigation } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import type { Delivery } from '#domain/webhooks/deliver.server'
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
import { useDeliveryText } from './use-delivery-text'

interface WebhookFormProps {
  /** Null where there is none. */
  url: string | null
  /** A secret that was made just now; it is shown this once. */
  secret: string | null
  /** How a trial went that was sent just now. */
  delivery: Delivery | null
  error: ErrorBody | null
}

/** Where the user is told of recordings that are done, and how receivers know that it was Steno. */
export function WebhookForm({ url, secret, delivery, error }: WebhookFormProps) {
  const t = useTranslations('settings.automation')
  const common = useTranslations('common.actions')
  const hydrated = useHydrated()
  const errors = useFormErrors(error, ['webhookUrl'])
  const tellDelivery = useDeliveryText()
  const busy = (intent: string) => navigation.formData?.get('intent') === intent
  const navigation = useNavigation()
  return (
    <Card className="grid gap-5">
      <SectionHeader title={t('webhook')}>{t('webhookLead')}</SectionHeader>
      {errors.rest && <FormError>{errors.rest}</FormError>}
      {secret && (
        <Alert tone="success">
          <p className="font-medium">{t('secretOnce')}</p>
          <p className="mt-2"><code className="font-mono text-sm break-all select-all">{secret}</code></p>
          {hydrated && <div className="mt-3"><CopyButton text={secret} label={t('copySecret')} copiedLabel={t('copied')} /></div>}
        </Alert>
      )}
      {delivery && (
        <Alert tone={delivery.outcome === 'delivered' ? 'success' : 'danger'}>{tellDelivery(delivery)}</Alert>
      )}
      <Form method="post" className="grid max-w-xl gap-4">
        <Field label={t('url')} hint={t('urlHint')} error={errors.of('webhookUrl')}>
          {(control) => (
            <TextInput
              {...control} name="webhookUrl" type="url" inputMode="url" required maxLength={limits.webhookUrlCharsMax}
              placeholder="https://example.org/steno" defaultValue={url ?? ''} autoComplete="off"
            />
          )}
        </Field>
        {url !== null && (
          <label className="flex items-start gap-2.5">
            <input type="checkbox" name="newSecret" className="mt-1 size-4 accent-accent" />{t('newSecret')}
          </label>
        )}
        <div className="flex flex-wrap gap-2">
          <Button name="intent" value="webhook" busy={busy('webhook')}>{common('save')}</Button>
          {url !== null && (
            <>
              <Button name="intent" value="try" variant="secondary" formNoValidate busy={busy('try')}>{t('try')}</Button>
              <Button name="intent" value="removeWebhook" variant="quiet" formNoValidate>{common('remove')}</Button>
            </>
          )}
        </div>
      </Form>
      <details>
        <summary className="w-fit text-sm font-medium text-accent">{t('verify')}</summary>
        <p className="mt-2 max-w-prose text-sm text-muted">{t('verifyHow')}</p>
        <pre className="mt-2 overflow-x-auto rounded-control bg-raised p-3 text-xs">{verifyExample}</pre>
      </details>
    </Card>
  )
}

const verifyExample = `Steno-Signature: t=1767225600,v1=5257a8…
v1 = hex(hmac_sha256(secret, t + "." + body))`
