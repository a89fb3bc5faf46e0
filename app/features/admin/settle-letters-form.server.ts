import type { ActionFunctionArgs } from '@remix-run/node'
import { listOpenLetterIds, settleLetter, settleLetters, type LetterAct } from '#domain/admin/letters.server'
import { redirectWithFlash } from '~/web/flash.server'
import { parseWholeNumber, readForm, unknownForm } from '~/web/form-fields'
import { paths } from '~/web/paths'
import { requireActor } from './require-actor.server'

const acts: readonly LetterAct[] = ['replay', 'discard']

/** Replays or discards dead letters: one, those that are ticked (`…-chosen`), or all that one press settles (`…-all`). */
export async function settleLettersByForm(args: ActionFunctionArgs): Promise<Response> {
  const actor = await requireActor(args)
  const { context } = args
  const { db } = context.services
  const form = await readForm(args.request)
  const [act, scope] = String(form.get('intent')).split('-') as [LetterAct, string?]
  if (!acts.includes(act)) throw unknownForm()
  const ids = form.getAll('id').map((id) => parseWholeNumber(String(id)))
  if (ids.includes(null)) throw unknownForm()
  const wanted = ids as number[]
  if (scope === undefined) {
    const [id] = wanted
    if (id === undefined) throw unknownForm()
    await settleLetter(db, actor, id, act)
    return redirectWithFlash(context, paths.failedJobs(), act === 'replay' ? 'jobReplayed' : 'jobDiscarded')
  }
  if (scope !== 'chosen' && scope !== 'all') throw unknownForm()
  const { settled, refused } = await settleLetters(db, actor, scope === 'all' ? await listOpenLetterIds(db) : wanted, act)
  if (settled + refused === 0) return redirectWithFlash(context, paths.failedJobs(), 'nothingChosen')
  const flash = refused > 0 ? 'someRefused' : act === 'replay' ? 'jobsReplayed' : 'jobsDiscarded'
  return redirectWithFlash(context, paths.failedJobs(), flash)
}
