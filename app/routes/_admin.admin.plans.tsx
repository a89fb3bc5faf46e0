import { useActionData, useLoaderData } from '@remix-run/react'
import { listPlans } from '#domain/accounts/plan.server'
import { changePlanLimits, planFields } from '#domain/admin/plans.server'
import { requireActor } from '~/features/admin/require-actor.server'
import { PlanForms } from '~/features/admin/plan-forms'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf, filledOf } from '~/web/form-errors'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireAdmin } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('admin.plans.title') }

export const loader = makeLoader(async (args) => {
  await requireAdmin(args)
  return { plans: await listPlans(args.context.services.db) }
})

export const action = makeAction(async (args) => {
  const actor = await requireActor(args)
  const form = await readForm(args.request)
  if (form.get('intent') !== 'plan') throw unknownForm()
  const fields = Object.fromEntries(planFields.map((name) => [name, textField(form, name)]))
  await changePlanLimits(args.context.services.db, actor, textField(form, 'code'), fields)
  return redirectWithFlash(args.context, paths.adminPlans(), 'planSaved')
}, planFields)

export default function PlansPage() {
  const answer = useActionData<typeof action>()
  return <PlanForms {...useLoaderData<typeof loader>()} error={errorOf(answer)} filled={filledOf(answer)} />
}
