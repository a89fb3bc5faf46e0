import { data, type ActionFunctionArgs } from '@remix-run/node'
import { releaseLiveSession } from '#domain/live/live-session.server'
import { revokeLiveShare, shareLiveSession } from '#domain/live/share.server'
import { redirectWithFlash } from '~/web/flash.server'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import { paths } from '~/web/paths'
import { parseRedirect } from '~/web/safe-redirect'
import { requireUser } from '~/web/session.server'

/** Ends an open session from elsewhere: a live server finishes it from what is stored. */
export async function actOnLive(args: ActionFunctionArgs): Promise<Response> {
  const user = await requireUser(args)
  const form = await readForm(args.request)
  if (form.get('intent') !== 'finish') throw unknownForm()
  await releaseLiveSession(args.context.services.db, user.id, textField(form, 'sessionId'))
  return redirectWithFlash(args.context, parseRedirect(form.get('returnTo'), paths.live()), 'liveReleased')
}

/** Makes or revokes a session's link for viewers. The link is answered once: only a hash of it is stored. */
export async function actOnShare(args: ActionFunctionArgs) {
  const user = await requireUser(args)
  const { db, config } = args.context.services
  const id = args.params.id ?? ''
  const intent = (await readForm(args.request)).get('intent')
  if (intent === 'revoke') {
    await revokeLiveShare(db, user.id, id)
    return data({ link: null })
  }
  if (intent !== 'share') throw unknownForm()
  const { token } = await shareLiveSession(db, user.id, id)
  return data({ link: new URL(paths.watch(token), config.publicUrl).href })
}
