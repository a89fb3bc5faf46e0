import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { loginOf } from '#domain/accounts/sessions.server'
import { AppError } from '#domain/errors/app-error'
import { readStoredSession } from '#domain/live/open-sessions.server'
import { signLiveTicket } from '#domain/live/ticket.server'
import { readForm, textField } from '~/web/form-fields'
import { getToken, getUser, requireUser } from '~/web/session.server'

const headers = { 'Cache-Control': 'no-store' }

/** A ticket for the live server, for whoever is logged in; 401 and null for others. */
export async function giveTicket(args: ActionFunctionArgs): Promise<Response> {
  const user = await getUser(args)
  if (!user) return Response.json({ ticket: null }, { status: 401, headers })
  const token = await getToken(args)
  const login = token === null ? undefined : loginOf(token)
  const ticket = signLiveTicket({ purpose: 'live', userId: user.id, login }, args.context.services.config.secrets[0]!)
  return Response.json({ ticket, userId: user.id }, { headers })
}

/** What is stored of a live session, for the page that speaks into it. */
export async function tellStored(args: LoaderFunctionArgs): Promise<Response> {
  const user = await requireUser(args)
  return Response.json(await readStoredSession(args.context.services.db, user.id, args.params.id ?? ''), { headers })
}

/** A text as sound, from the voice that is configured; 404 without one, so that the browser speaks itself. */
export async function giveSpeech(args: ActionFunctionArgs): Promise<Response> {
  const user = await requireUser(args)
  const { understanding } = args.context.services
  const text = textField(await readForm(args.request), 'text').trim()
  if (!understanding.voice) throw new AppError('not_found', 'No voice is configured.')
  if (!text) throw new AppError('bad_request', 'There is nothing to say.')
  const { bytes, mediaType } = await understanding.voice.speak({ userId: user.id, text, signal: args.request.signal })
  return new Response(bytes, { headers: { ...headers, 'Content-Type': mediaType } })
}
