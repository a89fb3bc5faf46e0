import { Form, Link, useNavigation } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import type { Webhook } from '#domain/webhooks/webhook'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Card } from '~/ui/card'
import { FormError } from '~/ui/form-error'
import { SectionHeader } from '~/ui/section-header'
import type { ErrorBody } from '~/web/error-body'
import { useFormErrors } from '~/web/form-errors'
import type { FilledIn } from '~/web/form-fields'
import { paths } from '~/web/paths'
import { WebhookFields, webhookFieldNames } from './webhook-fields'
import { WebhookSecret } from './webhook-secret'

interface WebhookListProps {
  webhooks: Pick<Webhook, 'id' | 'url' | 'description' | 'enabled'>[]
  /** Of the webhook that was made just now. */
  secret: string | null
  error: ErrorBody | null
  /** What was filled in where it was refused. */
  filled: FilledIn | null
}

/** The user's webhooks, and a form for one more. */
export function WebhookList({ webhooks, secret, error, filled }: WebhookListProps) {
  const t = useTranslations('webhooks')
  const errors = useFormErrors(error, webhookFieldNames)
  const isBusy = useNavigation().formData?.get('intent') === 'webhook'
  return (
    <Card className="grid gap-5">
      <SectionHeader title={t('list')}>
        {t.rich('lead', { link: (text) => <Link to={paths.developers()} className="text-accent underline">{text}</Link> })}
      </SectionHeader>
      {errors.rest && <FormError>{errors.rest}</FormError>}
      {secret && <WebhookSecret secret={secret} />}
      {webhooks.length === 0 ? <p className="text-muted">{t('none')}</p> : (
        <ul className="grid divide-y divide-line">
          {webhooks.map(({ id, url, description, enabled }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
              <Link to={paths.webhook(id)} className="min-w-0 flex-1 basis-60 wrap-anywhere text-accent hover:underline">
                {description || url}
                {description && <span className="block text-sm text-muted">{url}</span>}
              </Link>
              <Badge tone={enabled ? 'success' : 'warning'}>{t(enabled ? 'on' : 'off')}</Badge>
            </li>
          ))}
        </ul>
      )}
      <details open={errors.rest !== undefined || webhookFieldNames.some((name) => errors.of(name) !== undefined)}>
        <summary className="w-fit font-medium text-accent">{t('add')}</summary>
        <Form key={secret} method="post" className="mt-4 grid max-w-xl gap-4">
          <WebhookFields webhook={null} filled={filled} errorOf={errors.of} />
          <div><Button name="intent" value="webhook" busy={isBusy}>{t('submit')}</Button></div>
        </Form>
      </details>
    </Card>
  )
}
