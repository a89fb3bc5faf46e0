import { removeWebhook } from '#domain/webhooks/webhooks.server'
import { defineEndpoint } from '../endpoint'
import { webhookParams } from '../shapes/basics'

export const deleteOwnWebhook = defineEndpoint({
  method: 'DELETE',
  path: '/webhooks/:id',
  access: 'webhooks',
  tag: 'Webhooks',
  summary: 'Remove a webhook, with its log',
  params: webhookParams,
  answers: { 204: { description: 'It is gone.' } },
  refusals: ['not_found'],
  async handle({ house, caller, params }) {
    await removeWebhook(house.db, caller.userId, params.id)
    return { status: 204 }
  },
})
