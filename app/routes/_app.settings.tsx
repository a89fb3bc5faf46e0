import { Outlet } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { SettingsTabs } from '~/features/settings/settings-tabs'

/** The pages about oneself, with the tabs between them. */
export default function SettingsLayout() {
  const t = useTranslations('settings')
  return (
    <>
      <p className="text-2xl font-bold sm:text-3xl">{t('title')}</p>
      <SettingsTabs />
      <div className="mt-6 grid gap-6"><Outlet /></div>
    </>
  )
}
