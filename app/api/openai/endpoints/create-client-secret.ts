import { z } from 'zod'
import { makeClientSecret } from '#domain/live/client-secret.server'
import { changeRealtimeSession, defaultRealtimeSession, toRealtimeJson } from '#domain/live/realtime-session'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { defineEndpoint } from '../../endpoint'

const { clientSecretMs, clientSecretMsMin, clientSecretMsMax } = limits

const wishShape = z.object({
  expires_after: z.object({
    anchor: z.literal('created_at').optional(),
    seconds: z.int().min(clientSecretMsMin / 1000).max(clientSecretMsMax / 1000).optional(),
  }).optional(),
  session: z.unknown().optional(),
})

/** OpenAI's `POST /v1/realtime/client_secrets`: what a page may speak live with, in place of a key (server/SPEC.md 9.2). */
export const createClientSecret = defineEndpoint({
  method: 'POST',
  path: '/realtime/client_secrets',
  access: 'live',
  tag: 'Live',
  summary: 'Make a client secret for speaking live',
  body: { json: wishShape },
  answers: {
    200: {
      description: 'The secret, and what its sessions will be like.',
      json: z.object({ value: z.string(), expires_at: z.int(), session: z.looseObject({ type: z.literal('transcription') }) }),
    },
  },
  async handle({ house, caller, body }) {
    const session = body.session === undefined ? defaultRealtimeSession : changeRealtimeSession(defaultRealtimeSession, body.session)
    if ('problem' in session) throw new AppError('bad_request', session.problem, { params: { field: session.param } })
    const lifeMs = (body.expires_after?.seconds ?? clientSecretMs / 1000) * 1000
    const { value, expiresAt } = makeClientSecret(caller, session, lifeMs, house.config.secrets[0]!)
    const told = { type: 'transcription' as const, ...toRealtimeJson(session) }
    return { status: 200, json: { value, expires_at: Math.floor(expiresAt.getTime() / 1000), session: told } }
  },
})
