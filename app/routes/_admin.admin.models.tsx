import { useActionData, useLoaderData } from '@remix-run/react'
import { listModelPulls, requestModel } from '#domain/admin/models.server'
import { catalogue } from '#domain/models/catalogue'
import { ModelAdmin } from '~/features/admin/model-admin'
import { requireActor } from '~/features/admin/require-actor.server'
import { modelFactsOf } from '~/features/settings/model-facts'
import { redirectWithFlash } from '~/web/flash.server'
import { errorOf } from '~/web/form-errors'
import { readForm, textField, unknownForm } from '~/web/form-fields'
import type { PageHandle } from '~/web/page-handle'
import { paths } from '~/web/paths'
import { makeAction, makeLoader } from '~/web/route-handlers.server'
import { requireAdmin } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('admin.models.title') }

export const loader = makeLoader(async (args) => {
  await requireAdmin(args)
  const { db, findModels } = args.context.services
  const [installed, pulls] = await Promise.all([findModels(), listModelPulls(db)])
  const here = new Set(installed.map(({ entry }) => entry.id))
  const known = new Map([...catalogue, ...installed.map(({ entry }) => entry)].map((entry) => [entry.id, entry]))
  const models = [...known.values()].map((entry) => {
    const pull = pulls.find(({ modelId }) => modelId === entry.id)
    return {
      ...modelFactsOf(entry),
      isInstalled: here.has(entry.id),
      // What comes with Steno, or was laid there by hand, is not this page's to fetch or to remove.
      isFetched: entry.files.every(({ source }) => source.from === 'url') && catalogue.some(({ id }) => id === entry.id),
      pull: pull ? { status: pull.status, doneBytes: pull.doneBytes, totalBytes: pull.totalBytes, file: pull.file, host: pull.host, problem: pull.problem } : null,
    }
  })
  return { models: models.sort((a, b) => Number(b.isInstalled) - Number(a.isInstalled)) }
})

export const action = makeAction(async (args) => {
  const actor = await requireActor(args)
  const form = await readForm(args.request)
  const act = form.get('intent')
  if (act !== 'pull' && act !== 'remove') throw unknownForm()
  await requestModel(args.context.services.db, actor, textField(form, 'model'), act)
  return redirectWithFlash(args.context, paths.adminModels(), 'modelRequested')
})

export default function AdminModelsPage() {
  return <ModelAdmin {...useLoaderData<typeof loader>()} error={errorOf(useActionData<typeof action>())} />
}
