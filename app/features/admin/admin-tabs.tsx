import { useTranslations } from 'use-intl'
import { TabNav } from '~/ui/tab-nav'
import { paths } from '~/web/paths'

const tabs = [
  { key: 'users', to: paths.adminUsers() },
  { key: 'plans', to: paths.adminPlans() },
  { key: 'queues', to: paths.adminQueues() },
  { key: 'failed', to: paths.failedJobs() },
  { key: 'live', to: paths.adminLive() },
  { key: 'storage', to: paths.adminStorage() },
  { key: 'providers', to: paths.adminProviders() },
  { key: 'models', to: paths.adminModels() },
  { key: 'audit', to: paths.adminAudit() },
] as const

/** The ways between the administrator's pages. */
export function AdminTabs() {
  const t = useTranslations('admin.tabs')
  return <TabNav label={t('label')} tabs={tabs.map(({ key, to }) => ({ to, text: t(key) }))} />
}
