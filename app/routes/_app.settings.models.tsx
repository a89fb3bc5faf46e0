import { useLoaderData } from '@remix-run/react'
import { catalogue } from '#domain/models/catalogue'
import { modelFactsOf } from '~/features/settings/model-facts'
import { ModelList } from '~/features/settings/model-list'
import type { PageHandle } from '~/web/page-handle'
import { makeLoader } from '~/web/route-handlers.server'
import { requireUser } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('settings.models.title') }

export const loader = makeLoader(async (args) => {
  await requireUser(args)
  const installed = (await args.context.services.findModels()).map(({ entry }) => modelFactsOf(entry))
  const here = new Set(installed.map(({ id }) => id))
  return { installed, addable: catalogue.filter(({ id }) => !here.has(id)).map(modelFactsOf) }
})

export default function ModelsPage() {
  return <ModelList {...useLoaderData<typeof loader>()} />
}
