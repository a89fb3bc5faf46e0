import { Outlet, useLoaderData } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { AdminTabs } from '~/features/admin/admin-tabs'
import { AppFrame } from '~/features/shell/app-frame'
import { loadFrame } from '~/features/shell/load-frame.server'
import { makeLoader } from '~/web/route-handlers.server'
import { requireAdmin } from '~/web/session.server'

export const loader = makeLoader(async (args) => loadFrame(args.context, (await requireAdmin(args)).id))

/** The pages of whoever runs Steno. To everybody else they are not there, so they are no part of what a log-in opens. */
export default function AdminLayout() {
  const { usage } = useLoaderData<typeof loader>()
  const t = useTranslations('admin')
  return (
    <AppFrame usage={usage}>
      <p className="text-2xl font-bold sm:text-3xl">{t('title')}</p>
      <AdminTabs />
      <div className="mt-6 grid gap-6"><Outlet /></div>
    </AppFrame>
  )
}
