import { useLoaderData } from '@remix-run/react'
import { listProviderHealth, listProviderUse } from '#domain/admin/provider-facts.server'
import { ProvidersPage } from '~/features/admin/providers-page'
import type { PageHandle } from '~/web/page-handle'
import { makeLoader } from '~/web/route-handlers.server'
import { requireAdmin } from '~/web/session.server'

export const handle: PageHandle = { title: (t) => t('admin.providers.title') }

export const loader = makeLoader(async (args) => {
  await requireAdmin(args)
  const { db, config, understanding } = args.context.services
  const [use, health] = await Promise.all([listProviderUse(db), listProviderHealth(db)])
  const { provider, llm, voice } = understanding
  return {
    use, health, currency: config.currency, nowMs: Date.now(),
    configured: { server: provider !== null, llm: llm?.model ?? null, speech: voice !== null },
  }
})

export default function AdminProvidersPage() {
  return <ProvidersPage {...useLoaderData<typeof loader>()} />
}
