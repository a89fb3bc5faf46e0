import { data } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { getDefaultTranslations, setDefaultTranslations } from '#domain/translation/translation-settings.server'
import type { WebhookEventName } from '#domain/webhooks/webhook-events'
import { createWebhook, listWebhooks } from '#domain/webhooks/webhooks.server'
import { DefaultTranslations } from '~/features/settings/default-translations'
import { webhookFieldsKept } from '~/features/settings/webhook-fields'
import { WebhookList } from '~/features/settings/webhook-list'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf, filledOf } from '~/web/form-errors'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireUser } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('settings.automation.title') }

export const loader = makeLoader(async (args) => {
  const user = await requireUser(args)
  const { db, understanding } = args.context.services
  const [languages, webhooks] = await Promise.all([getDefaultTranslations(db, user.id), listWebhooks(db, user.id)])
  return { languages, webhooks, canTranslate: understanding.translator.isConfigured }
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
      // Names that nobody knows are judged with the rest.
      const events = form.getAll('event').map(String) as WebhookEventName[]
      const wish = { url: textField(form, 'url'), description: textField(form, 'description'), events }
      const { secret } = await createWebhook(db, user.id, wish, understanding.webhooks)
      // It is shown this once, so there is no other page to go to.
      return data({ secret })
    }
    default:
      throw unknownForm()
  }
}, ['language', ...webhookFieldsKept])

export default function AutomationPage() {
  const { languages, webhooks, canTranslate } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  const error = errorOf(answer)
  const secret = answer && 'secret' in answer ? answer.secret : null
  const filled = filledOf(answer)
  const ofLanguages = error?.field === 'languages' || error?.field === 'language'
  return (
    <>
      <DefaultTranslations
        languages={ofLanguages && filled?.language ? filled.language : languages} canTranslate={canTranslate}
        error={ofLanguages ? error : null}
      />
      <WebhookList webhooks={webhooks} secret={secret} error={ofLanguages ? null : error} filled={ofLanguages ? null : filled} />
    </>
  )
}
