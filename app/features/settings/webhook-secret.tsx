import { useTranslations } from 'use-intl'
import { Alert } from '~/ui/alert'
import { CopyButton } from '~/ui/copy-button'
import { useHydrated } from '~/ui/use-hydrated'

/** A secret that was made just now; it is shown this once. */
export function WebhookSecret({ secret }: { secret: string }) {
  const t = useTranslations('webhooks')
  const hydrated = useHydrated()
  return (
    <Alert tone="success">
      <p className="font-medium">{t('secretOnce')}</p>
      <p className="mt-2"><code className="font-mono text-sm break-all select-all">{secret}</code></p>
      {hydrated && <div className="mt-3"><CopyButton text={secret} label={t('copySecret')} copiedLabel={t('copied')} /></div>}
    </Alert>
  )
}
