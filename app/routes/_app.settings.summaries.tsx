import { useActionData, useLoaderData } from '@remix-run/react'
import { listMonthUsage } from '#domain/providers/usage.server'
import { getSummarySettings, updateSummarySettings } from '#domain/summaries/summary-settings.server'
import { ModelUse } from '~/features/settings/model-use'
import { SummaryForm } from '~/features/settings/summary-form'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf, filledOf } from '~/web/form-errors'
import { readForm, textField } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireUser } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('settings.summaries.title') }

export const loader = makeLoader(async (args) => {
  const { config: { currency }, db, understanding } = args.context.services
  const { id } = await requireUser(args)
  const [settings, usage] = await Promise.all([getSummarySettings(db, id), listMonthUsage(db, id)])
  return { settings, usage, currency, model: understanding.llm?.model ?? null }
})

export const action = makeAction(async (args) => {
  const { id } = await requireUser(args)
  const form = await readForm(args.request)
  const wishes = { language: textField(form, 'language'), instructions: textField(form, 'instructions') }
  await updateSummarySettings(args.context.services.db, id, wishes)
  return redirectWithFlash(args.context, paths.summarySettings(), 'summarySettingsSaved')
}, ['language', 'instructions'])

export default function SummariesPage() {
  const { settings, usage, currency, model } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  return (
    <>
      <SummaryForm settings={settings} model={model} error={errorOf(answer)} filled={filledOf(answer)} />
      <ModelUse usage={usage} currency={currency} />
    </>
  )
}
