import { useFormatter, useTranslations } from 'use-intl'
import { Alert } from '~/ui/alert'
import { PageHeader } from '~/ui/page-header'
import { useHydrated } from '~/ui/use-hydrated'
import { useErrorText } from '~/web/error-text'
import type { KnownError } from '~/web/tell-error'
import type { LiveFacts } from '../live-loader.server'
import { LiveDesk } from './live-desk'
import { PlainOpenList, PlainRecorder } from './plain-recorder'

/** The page where somebody speaks; without scripts, what the device's own recorder can do. */
export function LivePage({ error, ...facts }: LiveFacts & { error: KnownError | null }) {
  const t = useTranslations('live')
  const format = useFormatter()
  const errorText = useErrorText()
  const hydrated = useHydrated()
  const title = t('takeTitle', { date: format.dateTime(new Date(), { dateStyle: 'medium' }) })
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <div className="grid gap-6">
        {error && <Alert tone="danger">{errorText(error)}</Alert>}
        {hydrated ? <LiveDesk {...facts} /> : (
          <>
            <noscript className="contents"><PlainRecorder title={title} /></noscript>
            <noscript className="contents"><PlainOpenList open={facts.open} /></noscript>
          </>
        )}
      </div>
    </>
  )
}
