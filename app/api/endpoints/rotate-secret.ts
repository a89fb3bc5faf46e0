import { z } from 'zod'
import { rotateWebhookSecret } from '#domain/webhooks/webhooks.server'
import { defineEndpoint } from '../endpoint'
import { webhookParams } from '../shapes/basics'
import { madeWebhookShape, rotateHint, toMadeJson } from '../shapes/webhook'

export const rotateOwnSecret = defineEndpoint({
  method: 'POST',
  path: '/webhooks/:id/rotate-secret',
  access: 'webhooks',
  tag: 'Webhooks',
  summary: 'Give a webhook a new secret',
  description: 'For a while deliveries carry a signature by each of the two, so that receivers can change over in their time.',
  params: webhookParams,
  body: { json: z.strictObject({ endOld: z.boolean().default(false).describe(rotateHint) }) },
  answers: { 200: { description: 'The webhook with its new secret.', json: madeWebhookShape } },
  refusals: ['not_found'],
  async handle({ house: { db, understanding }, caller, params, body }) {
    return { status: 200, json: toMadeJson(await rotateWebhookSecret(db, caller.userId, params.id, body, understanding.webhooks)) }
  },
})
