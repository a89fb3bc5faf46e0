import { Link } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import type { ShownCitation } from '#domain/ask/get-conversation.server'
import { Card } from '~/ui/card'
import { paths } from '~/web/paths'
import { AskForm } from './ask-form'
import { TurnView } from './turn-view'
import { useAsking } from './use-asking'

/** Asks this recording, on its own page: the answer comes here, and what it cites is played and marked here. */
export function AskCard({ recordingId, onCite }: { recordingId: string; onCite: (citation: ShownCitation) => void }) {
  const t = useTranslations('ask')
  const asking = useAsking(() => {})
  return (
    <Card aria-label={t('ofThis')} className="mb-6 grid gap-5">
      <AskForm asking={asking} recordingId={recordingId} label={t('ofThis')} placeholder={t('placeholder')} />
      {asking.turn && <TurnView turn={asking.turn} playing={null} onCite={onCite} />}
      <p className="text-sm">
        {asking.conversationId !== null && !asking.isBusy ? (
          <Link to={paths.conversation(asking.conversationId)} className="text-accent hover:underline">{t('goOn')}</Link>
        ) : (
          <Link to={paths.ask({ recording: recordingId })} className="text-accent hover:underline">{t('before')}</Link>
        )}
      </p>
    </Card>
  )
}
