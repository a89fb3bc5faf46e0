import { data } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { limits } from '#domain/limits/limits'
import { deliverTrial, redeliver } from '#domain/webhooks/deliver-by-hand.server'
import { listDeliveries } from '#domain/webhooks/deliveries.server'
import type { WebhookEventName } from '#domain/webhooks/webhook-events'
import { changeWebhook, removeWebhook, requireWebhook, rotateWebhookSecret } from '#domain/webhooks/webhooks.server'
import { DeliveryLog } from '~/features/settings/delivery-log'
import { webhookFieldsKept } from '~/features/settings/webhook-fields'
import { WebhookForm } from '~/features/settings/webhook-form'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf, filledOf } from '~/web/form-errors'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { passRetryAfter } from '~/web/retry-after.server'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireUser } from '~/web/session.server'

export const headers = passRetryAfter

export const handle: PageHandle = { title: (t) => t('webhooks.title') }

export const loader = makeLoader(async (args) => {
  const user = await requireUser(args)
  const { db } = args.context.services
  const webhook = await requireWebhook(db, user.id, args.params.id ?? '')
  const cursor = new URL(args.request.url).searchParams.get('cursor') ?? undefined
  const page = await listDeliveries(db, user.id, webhook.id, { limit: limits.webhookDeliveriesShownRows, cursor })
  return { webhook, deliveries: page.items, olderPath: page.nextCursor && paths.webhook(webhook.id, { cursor: page.nextCursor }) }
})

export const action = makeAction(async (args) => {
  const { context } = args
  const { db, understanding: { webhooks: house } } = context.services
  const user = await requireUser(args)
  const id = args.params.id ?? ''
  const form = await readForm(args.request)
  switch (form.get('intent')) {
    case 'change': {
      // Names that nobody knows are judged with the rest.
      const events = form.getAll('event').map(String) as WebhookEventName[]
      await changeWebhook(db, user.id, id, { url: textField(form, 'url'), description: textField(form, 'description'), events }, house)
      return redirectWithFlash(context, paths.webhook(id), 'webhookSaved')
    }
    case 'switchOn':
    case 'switchOff':
      await changeWebhook(db, user.id, id, { enabled: form.get('intent') === 'switchOn' }, house)
      return redirectWithFlash(context, paths.webhook(id), 'webhookSaved')
    case 'rotate': {
      const { secret } = await rotateWebhookSecret(db, user.id, id, { endOld: form.get('endOld') === 'on' }, house)
      // It is shown this once, so there is no other page to go to.
      return data({ secret })
    }
    case 'try':
      await deliverTrial(db, user.id, id, house)
      return redirectWithFlash(context, paths.webhook(id), 'webhookTold')
    case 'redeliver':
      await redeliver(db, user.id, id, textField(form, 'delivery'), house)
      return redirectWithFlash(context, paths.webhook(id), 'webhookTold')
    case 'remove':
      await removeWebhook(db, user.id, id)
      return redirectWithFlash(context, paths.automation(), 'webhookRemoved')
    default:
      throw unknownForm()
  }
}, webhookFieldsKept)

export default function WebhookPage() {
  const { webhook, deliveries, olderPath } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  return (
    <>
      <WebhookForm
        webhook={webhook} secret={answer && 'secret' in answer ? answer.secret : null} error={errorOf(answer)}
        filled={filledOf(answer)}
      />
      <DeliveryLog deliveries={deliveries} olderPath={olderPath} />
    </>
  )
}
