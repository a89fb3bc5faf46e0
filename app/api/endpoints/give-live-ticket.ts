import { z } from 'zod'
import { limits } from '#domain/limits/limits'
import { signLiveTicket } from '#domain/live/ticket.server'
import { liveSocketUrl } from '../../web/live-socket-url'
import { defineEndpoint } from '../endpoint'
import { instant } from '../shapes/basics'

export const giveLiveTicket = defineEndpoint({
  method: 'POST',
  path: '/live/tickets',
  access: 'live',
  tag: 'Live',
  summary: 'The right to speak live',
  description: 'A ticket for one connection to the live server, which is offered as the WebSocket subprotocol `ticket.…` beside '
    + '`steno.live.v1`. It is of no more use once the key or log-in that asked for it has ended.',
  answers: {
    201: {
      description: 'The ticket.',
      json: z.object({
        ticket: z.string(),
        url: z.string().describe('Of the live server’s WebSocket.'),
        expiresAt: instant.describe('Until when the connection has to be opened.'),
      }).meta({ id: 'LiveTicket' }),
    },
  },
  async handle({ house: { config }, caller: { userId, credential: { kind, id } } }) {
    const now = Date.now()
    const ticket = signLiveTicket({ purpose: 'live', userId, credential: { kind, id } }, config.secrets[0]!, now)
    const expiresAt = new Date(now + limits.liveTicketMs).toISOString()
    return { status: 201, json: { ticket, url: liveSocketUrl(config), expiresAt } }
  },
})
