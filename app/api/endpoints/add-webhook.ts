import { z } from 'zod'
import { createWebhook, webhookFields } from '#domain/webhooks/webhooks.server'
import { paths } from '../../web/paths'
import { defineEndpoint } from '../endpoint'
import { madeWebhookShape, toMadeJson, urlField } from '../shapes/webhook'

export const addWebhook = defineEndpoint({
  method: 'POST',
  path: '/webhooks',
  access: 'webhooks',
  tag: 'Webhooks',
  summary: 'Be told of what becomes of recordings',
  description: 'Steno POSTs JSON to the address: `id`, `event`, `at` and `recording`, as docs/api.md describes with how its '
    + 'signature is checked.',
  body: {
    json: z.strictObject({
      url: urlField,
      description: webhookFields.description.default(''),
      events: webhookFields.events.default(['recording.done']),
    }),
  },
  answers: {
    201: { description: 'It is made.', json: madeWebhookShape, headers: { Location: 'The address of the webhook.' } },
  },
  refusals: ['webhooks_max'],
  async handle({ house, caller, body }) {
    const made = await createWebhook(house.db, caller.userId, body, house.understanding.webhooks)
    return { status: 201, json: toMadeJson(made), headers: { Location: `${paths.api()}/webhooks/${made.webhook.id}` } }
  },
})
