import { Form, useNavigation } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import type { Webhook } from '#domain/webhooks/webhook'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { Confirm } from '~/ui/confirm'
import { FormError } from '~/ui/form-error'
import { SectionHeader } from '~/ui/section-header'
import type { ErrorBody } from '~/web/error-body'
import { useFormErrors } from '~/web/form-errors'
import type { FilledIn } from '~/web/form-fields'
import { LocalTime } from '~/web/local-time'
import { WebhookFields, webhookFieldNames } from './webhook-fields'
import { WebhookNotice } from './webhook-notice'
import { WebhookSecret } from './webhook-secret'

export type ShownWebhook = Omit<Webhook, 'disabledAt' | 'previousSecretUntil' | 'createdAt'>
  & Record<'disabledAt' | 'previousSecretUntil', Date | string | null>

interface WebhookFormProps {
  webhook: ShownWebhook
  /** One that was made just now. */
  secret: string | null
  error: ErrorBody | null
  /** What was filled in where it was refused. */
  filled: FilledIn | null
}

/** One webhook: what it is told and where, whether it is on, and what signs its messages. */
export function WebhookForm({ webhook, secret, error, filled }: WebhookFormProps) {
  const t = useTranslations('webhooks')
  const common = useTranslations('common.actions')
  const errors = useFormErrors(error, webhookFieldNames)
  const navigation = useNavigation()
  const busy = (intent: string) => navigation.formData?.get('intent') === intent
  const turn = webhook.enabled ? 'switchOff' : 'switchOn'
  return (
    <Card className="grid gap-5">
      <SectionHeader heading="h1" title={<span className="wrap-anywhere">{webhook.description || webhook.url}</span>}>{t('change')}</SectionHeader>
      {errors.rest && <FormError>{errors.rest}</FormError>}
      <WebhookNotice {...webhook} />
      <Form method="post" className="grid max-w-xl gap-4">
        <WebhookFields webhook={webhook} filled={filled} errorOf={errors.of} />
        <div className="flex flex-wrap gap-2">
          <Button name="intent" value="change" busy={busy('change')}>{common('save')}</Button>
          <Button name="intent" value="try" variant="secondary" formNoValidate busy={busy('try')}>{t('try')}</Button>
          <Button name="intent" value={turn} variant="secondary" formNoValidate busy={busy(turn)}>{t(turn)}</Button>
        </div>
      </Form>
      <SectionHeader title={t('secret')}>{t('secretLead')}</SectionHeader>
      {secret && <WebhookSecret secret={secret} />}
      {webhook.previousSecretUntil !== null && (
        <p className="text-sm text-muted">
          {t.rich('oldUntil', { date: () => <LocalTime at={webhook.previousSecretUntil!} /> })}
        </p>
      )}
      <Form method="post" className="grid max-w-xl gap-3">
        <label className="flex items-start gap-2.5">
          <input type="checkbox" name="endOld" className="mt-1 size-4 shrink-0 accent-accent" />
          {t('endOld', { hours: limits.webhookSecretOverlapMs / 3_600_000 })}
        </label>
        <div><Button name="intent" value="rotate" variant="secondary" busy={busy('rotate')}>{t('rotate')}</Button></div>
      </Form>
      <details>
        <summary className="w-fit text-sm font-medium text-accent">{t('verify')}</summary>
        <p className="mt-2 max-w-prose text-sm text-muted">{t('verifyHow')}</p>
        <pre className="mt-2 overflow-x-auto rounded-control bg-raised p-3 text-xs">{verifyExample}</pre>
      </details>
      <div>
        <Confirm trigger={t('remove')} title={t('removeTitle')} description={t('removeHint')} cancel={common('cancel')}>
          <Form method="post"><Button name="intent" value="remove" variant="danger">{t('remove')}</Button></Form>
        </Confirm>
      </div>
    </Card>
  )
}

const verifyExample = `Steno-Signature: t=1767225600,v1=5257a8…
v1 = hex(hmac_sha256(secret, t + "." + body))`
