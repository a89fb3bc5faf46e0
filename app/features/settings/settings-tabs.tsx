import { useTranslations } from 'use-intl'
import { TabNav } from '~/ui/tab-nav'
import { paths } from '~/web/paths'

const tabs = [
  { key: 'profile', to: paths.profile() },
  { key: 'plan', to: paths.plan() },
  { key: 'models', to: paths.models() },
  { key: 'summaries', to: paths.summarySettings() },
  { key: 'automation', to: paths.automation() },
  { key: 'apiKeys', to: paths.apiKeys() },
  { key: 'account', to: paths.account() },
] as const

/** The ways between the settings. */
export function SettingsTabs() {
  const t = useTranslations('settings.tabs')
  return <TabNav label={t('label')} tabs={tabs.map(({ key, to }) => ({ to, text: t(key) }))} />
}
