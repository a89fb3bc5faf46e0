import { z } from 'zod'
import { redeliver } from '#domain/webhooks/deliver-by-hand.server'
import { defineEndpoint } from '../endpoint'
import { webhookParams } from '../shapes/basics'
import { deliveryShape, toDeliveryJson } from '../shapes/webhook'

export const redeliverOwn = defineEndpoint({
  method: 'POST',
  path: '/webhooks/:id/deliveries/:deliveryId/redeliver',
  access: 'webhooks',
  tag: 'Webhooks',
  summary: 'Send a delivery again',
  description: 'The same body, at once and once, as a delivery of its own. The answer says how it went. `conflict` for one '
    + 'that Steno is still to send by itself.',
  params: webhookParams.extend({ deliveryId: z.string().meta({ format: 'uuid', description: 'Of the delivery.' }) }),
  answers: { 200: { description: 'It was sent.', json: deliveryShape } },
  refusals: ['not_found', 'conflict', 'too_many_attempts'],
  async handle({ house: { db, understanding }, caller: { userId }, params: { id, deliveryId } }) {
    return { status: 200, json: toDeliveryJson(await redeliver(db, userId, id, deliveryId, understanding.webhooks)) }
  },
})
