import { deliverTrial } from '#domain/webhooks/deliver-by-hand.server'
import { defineEndpoint } from '../endpoint'
import { webhookParams } from '../shapes/basics'
import { deliveryShape, toDeliveryJson } from '../shapes/webhook'

export const tryWebhook = defineEndpoint({
  method: 'POST',
  path: '/webhooks/:id/test',
  access: 'webhooks',
  tag: 'Webhooks',
  summary: 'Send a test',
  description: 'Sends the event `test` at once, and once, also where the webhook is switched off. The answer says how it went.',
  params: webhookParams,
  answers: { 200: { description: 'It was tried.', json: deliveryShape } },
  refusals: ['not_found', 'too_many_attempts'],
  async handle({ house: { db, understanding }, caller, params }) {
    return { status: 200, json: toDeliveryJson(await deliverTrial(db, caller.userId, params.id, understanding.webhooks)) }
  },
})
