import { z } from 'zod'
import { changeWebhook, webhookFields } from '#domain/webhooks/webhooks.server'
import { defineEndpoint } from '../endpoint'
import { webhookParams } from '../shapes/basics'
import { toWebhookJson, urlField, webhookShape } from '../shapes/webhook'

export const changeOwnWebhook = defineEndpoint({
  method: 'PATCH',
  path: '/webhooks/:id',
  access: 'webhooks',
  tag: 'Webhooks',
  summary: 'Change a webhook, or switch it on or off',
  description: 'What happens while it is off it is not told of later. Switched on again, it begins with no failures.',
  params: webhookParams,
  body: {
    json: z.strictObject({
      url: urlField.optional(),
      description: webhookFields.description.optional(),
      events: webhookFields.events.optional(),
      enabled: z.boolean().optional(),
    }),
  },
  answers: { 200: { description: 'The webhook as it is now.', json: webhookShape } },
  refusals: ['not_found'],
  async handle({ house: { db, understanding }, caller, params, body }) {
    return { status: 200, json: toWebhookJson(await changeWebhook(db, caller.userId, params.id, body, understanding.webhooks)) }
  },
})
