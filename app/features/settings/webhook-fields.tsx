import { useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import { webhookEvents, type WebhookEventName } from '#domain/webhooks/webhook-events'
import { Field } from '~/ui/field'
import { TextInput } from '~/ui/text-input'
import type { FilledIn } from '~/web/form-fields'
import { webhookEventTexts } from './webhook-event-texts'

interface WebhookFieldsProps {
  /** What it is now; null for a new one. */
  webhook: { url: string; description: string; events: readonly WebhookEventName[] } | null
  /** What was filled in where it was refused. */
  filled: FilledIn | null
  /** What is wrong with a field. */
  errorOf(field: string): string | undefined
}

/** Fields of a form that action handlers call errors by, too. */
export const webhookFieldNames = ['url', 'description', 'events'] as const
/** Fields as forms send them, to be given back where they are refused. */
export const webhookFieldsKept = ['url', 'description', 'event'] as const

/** What a user says of a webhook. */
export function WebhookFields({ webhook, filled, errorOf }: WebhookFieldsProps) {
  const t = useTranslations('webhooks')
  const chosen: readonly string[] = filled?.event ?? webhook?.events ?? ['recording.done']
  return (
    <>
      <Field label={t('url')} hint={t('urlHint')} error={errorOf('url')}>
        {(control) => (
          <TextInput
            {...control} name="url" type="url" inputMode="url" required maxLength={limits.webhookUrlCharsMax}
            placeholder="https://example.org/steno" defaultValue={filled?.url?.[0] ?? webhook?.url ?? ''} autoComplete="off"
          />
        )}
      </Field>
      <Field label={t('description')} hint={t('descriptionHint')} error={errorOf('description')}>
        {(control) => (
          <TextInput
            {...control} name="description" maxLength={limits.webhookDescriptionCharsMax}
            defaultValue={filled?.description?.[0] ?? webhook?.description ?? ''} autoComplete="off"
          />
        )}
      </Field>
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 text-sm font-medium">{t('events')}</legend>
        {webhookEvents.map((event) => (
          <label key={event} className="flex items-start gap-2.5">
            <input
              type="checkbox" name="event" value={event} defaultChecked={chosen.includes(event)}
              className="mt-1 size-4 shrink-0 accent-accent"
            />
            <span>{t(`event.${webhookEventTexts[event]}`)} <code className="font-mono text-xs text-muted">{event}</code></span>
          </label>
        ))}
        {errorOf('events') && <p className="text-sm font-medium text-danger">{errorOf('events')}</p>}
      </fieldset>
    </>
  )
}
