import { data } from '@remix-run/node'
import { useActionData, useLoaderData } from '@remix-run/react'
import { createApiKey, listApiKeys, revokeApiKey } from '#domain/api-keys/api-keys.server'
import { ApiKeyForm } from '~/features/settings/api-key-form'
import { ApiKeyList } from '~/features/settings/api-key-list'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf, filledOf } from '~/web/form-errors'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireUser } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('settings.apiKeys.title') }

export const loader = makeLoader(async (args) => {
  const user = await requireUser(args)
  return { keys: await listApiKeys(args.context.services.db, user.id) }
})

export const action = makeAction(async (args) => {
  const { db } = args.context.services
  const user = await requireUser(args)
  const form = await readForm(args.request)
  switch (form.get('intent')) {
    case 'make': {
      const wish = { keyName: textField(form, 'keyName'), scopes: form.getAll('scope').map(String) }
      // It is shown this once, so there is no other page to go to.
      return data({ made: (await createApiKey(db, user.id, wish)).key })
    }
    case 'revoke':
      await revokeApiKey(db, user.id, textField(form, 'key'))
      return redirectWithFlash(args.context, paths.apiKeys(), 'apiKeyRevoked')
    default:
      throw unknownForm()
  }
}, ['keyName', 'scope'])

export default function ApiKeysPage() {
  const { keys } = useLoaderData<typeof loader>()
  const answer = useActionData<typeof action>()
  return (
    <>
      <ApiKeyForm made={answer && 'made' in answer ? answer.made : null} error={errorOf(answer)} filled={filledOf(answer)} />
      <ApiKeyList keys={keys} />
    </>
  )
}
