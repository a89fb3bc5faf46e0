import { z } from 'zod'
import { listWebhooks } from '#domain/webhooks/webhooks.server'
import { defineEndpoint } from '../endpoint'
import { toWebhookJson, webhookShape } from '../shapes/webhook'

export const listOwnWebhooks = defineEndpoint({
  method: 'GET',
  path: '/webhooks',
  access: 'webhooks',
  tag: 'Webhooks',
  summary: 'Webhooks, the oldest first',
  answers: { 200: { description: 'All of them.', json: z.object({ items: z.array(webhookShape) }) } },
  async handle({ house, caller }) {
    return { status: 200, json: { items: (await listWebhooks(house.db, caller.userId)).map(toWebhookJson) } }
  },
})
