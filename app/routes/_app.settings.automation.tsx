import { data } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { limits } from '#domain/limits/limits'
import { getDefaultTranslations, setDefaultTranslations } from '#domain/translation/translation-settings.server'
import { deliverTrial } from '#domain/webhooks/deliver.server'
import { listDeliveries } from '#domain/webhooks/deliveries.server'
import { getWebhook, removeWebhook, setWebhook } from '#domain/webhooks/webhooks.server'
import { DefaultTranslations } from '~/features/settings/default-translations'
import { DeliveryLog } from '~/features/settings/delivery-log'
import { WebhookForm } from '~/features/settings/webhook-form'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf } from '~/web/form-errors'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { passRetryAfter } from '~/web/retry-after.server'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireUser } from '~/web/session.server'

export const headers = passRetryAfter

export const handle: PageHandle = { title: (t) => t('settings.automation.title') }

export const loader = makeLoader(async (args) => {
  const user = await requireUser(args)
  const { db, understanding } = args.context.services
  const [languages, webhook, deliveries] = await Promise.all([
    getDefaultTranslations(db, user.id), getWebhook(db, user.id),
    listDeliveries(db, user.id, limits.webhookDeliveriesShownMax),
  ])
  return { languages, webhookUrl: webhook?.url ?? null, deliveries, canTranslate: understanding.translator.isConfigured }
})

export const action = makeAction(async (args) => {
  const { context } = args
  const { db, understanding } = context.services
  const user = await requireUser(args)
  const form = await readForm(args.request)
  switch (form.get('intent')) {
    case 'languages':
      await setDefaultTranslations(db, user.id, form.getAll('language'))
      return redirectWithFlash(context, paths.automation(), 'defaultsSaved')
    case 'webhook': {
      const wish = { url: textField(form, 'webhookUrl'), newSecret: form.get('newSecret') === 'on' }
      const secret = await setWebhook(db, user.id, wish, understanding.webhooks)
      // It is shown this once, so there is no other page to go to.
      if (secret) return data({ secret, delivery: null })
      return redirectWithFlash(context, paths.automation(), 'webhookSaved')
    }
    case 'removeWebhook':
      await removeWebhook(db, user.id)
      return redirectWithFlash(context, paths.automation(), 'webhookRemoved')
    case 'try':
      return data({ secret: null, delivery: await deliverTrial(db, user.id, understanding.webhooks) })
    default:
      throw unknownForm()
  }
})

export default function AutomationPage() {
  const { languages, webhookUrl, deliveries, canTranslate } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const error = errorOf(answer)
  const outcome = answer && 'delivery' in answer ? answer : null
  const ofLanguages = error?.field === 'languages' || error?.field === 'language'
  return (
    <>
      <DefaultTranslations languages={languages} canTranslate={canTranslate} error={ofLanguages ? error : null} />
      <WebhookForm
        url={webhookUrl} secret={outcome?.secret ?? null} delivery={outcome?.delivery ?? null}
        error={ofLanguages ? null : error}
      />
      {(webhookUrl !== null || deliveries.length > 0) && <DeliveryLog deliveries={deliveries} />}
    </>
  )
}
