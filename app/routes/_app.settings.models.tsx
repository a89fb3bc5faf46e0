import { useLoaderData } from '@remix-run/react'
import { catalogue } from '#domain/models/catalogue'
import { listProviderReports } from '#domain/recognition/provider-reports.server'
import { modelFactsOf } from '~/features/settings/model-facts'
import { ModelList } from '~/features/settings/model-list'
import { RunsOn } from '~/features/settings/runs-on'
import type { PageHandle } from '~/web/page-handle'
import { makeLoader } from '~/web/route-handlers.server'
import { requireUser } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('settings.models.title') }

export const loader = makeLoader(async (args) => {
  const user = await requireUser(args)
  const { db } = args.context.services
  const installed = (await args.context.services.findModels()).map(({ entry }) => modelFactsOf(entry))
  const here = new Set(installed.map(({ id }) => id))
  return {
    installed,
    addable: catalogue.filter(({ id }) => !here.has(id)).map(modelFactsOf),
    // Machines and their troubles are for whoever runs Steno.
    runsOn: user.role === 'admin' ? await listProviderReports(db) : [],
  }
})

export default function ModelsPage() {
  const { runsOn, ...models } = useLoaderData<typeof loader>()
  return (
    <>
      <ModelList {...models} />
      <RunsOn reports={runsOn} />
    </>
  )
}
