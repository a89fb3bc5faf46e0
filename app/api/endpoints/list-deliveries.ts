import { z } from 'zod'
import { limits } from '#domain/limits/limits'
import { listDeliveries } from '#domain/webhooks/deliveries.server'
import { requireWebhook } from '#domain/webhooks/webhooks.server'
import { defineEndpoint } from '../endpoint'
import { webhookParams } from '../shapes/basics'
import { pageQuery } from '../shapes/page'
import { deliveryShape, toDeliveryJson } from '../shapes/webhook'

export const listOwnDeliveries = defineEndpoint({
  method: 'GET',
  path: '/webhooks/:id/deliveries',
  access: 'webhooks',
  tag: 'Webhooks',
  summary: 'What a webhook was told, and how that went, the latest first',
  description: `Kept for ${limits.webhookDeliveriesKeepMs / 86_400_000} days.`,
  params: webhookParams,
  query: pageQuery(limits.webhookDeliveriesPageRows),
  answers: {
    200: {
      description: 'A page of deliveries.',
      json: z.object({
        items: z.array(deliveryShape), nextCursor: z.string().nullable().describe('For the next page; null on the last.'),
      }).meta({ id: 'WebhookDeliveryPage' }),
    },
  },
  refusals: ['not_found'],
  async handle({ house: { db }, caller: { userId }, params: { id }, query }) {
    await requireWebhook(db, userId, id)
    const { items, nextCursor } = await listDeliveries(db, userId, id, query)
    return { status: 200, json: { items: items.map(toDeliveryJson), nextCursor } }
  },
})
