import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Toast } from '~/ui/toast'
import type { FlashKey } from '~/web/flash'

/** Shows what the page before has left to say; an unknown key shows nothing. `id` tells two of the same message apart. */
export function FlashToast({ flash, id }: { flash: string | null; id: string }) {
  const t = useTranslations('common')
  // The root's answer forgets the message at its next reload, which may come at once, as when a list refreshes itself.
  const [shown, setShown] = useState({ flash, id })
  useEffect(() => {
    if (flash) setShown({ flash, id })
  }, [flash, id])
  const key = `flash.${shown.flash as FlashKey}` as const
  return shown.flash && t.has(key) ? <Toast key={shown.id} message={t(key)} close={t('actions.close')} /> : null
}
