import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Toast } from '~/ui/toast'
import type { FlashKey } from '~/web/flash'

/** Shows what the page before has left to say; an unknown key shows nothing. */
export function FlashToast({ flash }: { flash: string | null }) {
  const t = useTranslations('common')
  // The root's answer forgets the message at its next reload, which may come at once, as when a list refreshes itself.
  const [shown, setShown] = useState(flash)
  useEffect(() => {
    if (flash) setShown(flash)
  }, [flash])
  const key = `flash.${shown as FlashKey}` as const
  return shown && t.has(key) ? <Toast key={shown} message={t(key)} close={t('actions.close')} /> : null
}
