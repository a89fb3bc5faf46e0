import { Link } from '@remix-run/react'
import { MicOff } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { OpenSession } from '#domain/admin/live.server'
import { Badge } from '~/ui/badge'
import { Card } from '~/ui/card'
import { EmptyState } from '~/ui/empty-state'
import { FormError } from '~/ui/form-error'
import { SectionHeader } from '~/ui/section-header'
import type { ErrorBody } from '~/web/error-body'
import { useErrorText } from '~/web/error-text'
import { formatDuration } from '~/web/format'
import { LocalTime } from '~/web/local-time'
import { paths } from '~/web/paths'
import { IntentButton } from './intent-button'

type ShownSession = Omit<OpenSession, 'createdAt'> & { createdAt: Date | string }

/** Who speaks, since when, and where; never what. */
function Session({ session }: { session: ShownSession }) {
  const t = useTranslations('admin.live')
  const common = useTranslations('common')
  return (
    <Card className="flex flex-wrap items-start justify-between gap-4">
      <div className="grid min-w-0 flex-1 basis-72 gap-1">
        <h2 className="flex flex-wrap items-center gap-2 font-semibold">
          <Link to={paths.adminUser(session.ownerId)} className="wrap-anywhere text-accent hover:underline">{session.ownerEmail}</Link>
          <Badge tone={session.isAttached ? 'success' : 'neutral'}>{t(session.isAttached ? 'attached' : 'left')}</Badge>
        </h2>
        <p className="text-sm wrap-anywhere text-muted">
          {t.rich('since', { date: () => <LocalTime at={session.createdAt} /> })}
          {' · '}{t('spoken', { duration: formatDuration(common, session.durationMs) })}
          {' · '}{session.heldBy === null ? t('nowhere') : t('on', { copy: session.heldBy })}
        </p>
      </div>
      <IntentButton intent="end" fields={{ id: session.id }}>{t('end')}</IntentButton>
    </Card>
  )
}

/** The live sessions that have not ended. */
export function LiveSessionList({ sessions, error }: { sessions: ShownSession[]; error: ErrorBody | null }) {
  const t = useTranslations('admin.live')
  const tell = useErrorText()
  return (
    <>
      <SectionHeader title={t('title')} heading="h1">{t('lead')}</SectionHeader>
      {error && <FormError>{tell(error)}</FormError>}
      {sessions.length === 0
        ? <EmptyState icon={MicOff} title={t('none')} />
        : sessions.map((session) => <Session key={session.id} session={session} />)}
    </>
  )
}
