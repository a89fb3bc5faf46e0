import { requireWebhook } from '#domain/webhooks/webhooks.server'
import { defineEndpoint } from '../endpoint'
import { webhookParams } from '../shapes/basics'
import { toWebhookJson, webhookShape } from '../shapes/webhook'

export const getOwnWebhook = defineEndpoint({
  method: 'GET',
  path: '/webhooks/:id',
  access: 'webhooks',
  tag: 'Webhooks',
  summary: 'One webhook',
  params: webhookParams,
  answers: { 200: { description: 'The webhook.', json: webhookShape } },
  refusals: ['not_found'],
  async handle({ house, caller, params }) {
    return { status: 200, json: toWebhookJson(await requireWebhook(house.db, caller.userId, params.id)) }
  },
})
