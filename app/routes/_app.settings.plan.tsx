import { useActionData, useLoaderData } from '@remix-run/react'
import { getUsage, listPlans, maySwitchPlan, switchPlan } from '#domain/accounts/plan.server'
import { PlanList } from '~/features/settings/plan-list'
import { UsageOverview } from '~/features/settings/usage-overview'
import { FormError } from '~/ui/form-error'
import { useErrorText } from '~/web/error-text'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf } from '~/web/form-errors'
import { readForm, textField } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireUser } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('settings.plan.title') }

export const loader = makeLoader(async (args) => {
  const { config: { currency, planChoice }, db } = args.context.services
  const { id, role } = await requireUser(args)
  const [usage, plans] = await Promise.all([getUsage(db, id), listPlans(db)])
  return { usage, plans, currency, maySwitch: maySwitchPlan(role, planChoice) }
})

export const action = makeAction(async (args) => {
  const { config: { planChoice }, db } = args.context.services
  const user = await requireUser(args)
  const form = await readForm(args.request)
  await switchPlan(db, user, textField(form, 'plan'), planChoice)
  return redirectWithFlash(args.context, paths.plan(), 'planChanged')
})

export default function PlanPage() {
  const { usage, plans, currency, maySwitch } = useLoaderData<typeof loader>()
  const error = errorOf(useActionData<typeof action>())
  const tell = useErrorText()
  return (
    <>
      {error && <FormError>{tell(error)}</FormError>}
      <UsageOverview usage={usage} />
      <PlanList plans={plans} currency={currency} current={usage.planCode} maySwitch={maySwitch} />
    </>
  )
}
