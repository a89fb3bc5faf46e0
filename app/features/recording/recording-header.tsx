import { Link } from '@remix-run/react'
import { ArrowLeft, Bookmark, BookmarkCheck, Pencil, RefreshCw, Trash2 } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { LinkButton } from '~/ui/link-button'
import { LocalTime } from '~/web/local-time'
import { paths } from '~/web/paths'
import { DownloadMenu } from './download-menu'
import { IntentForm } from './intent-form'
import { RecordingFacts } from './recording-facts'
import type { ShownRecording } from './recording-loader.server'
import { RenameForm } from './rename-form'
import { StatusBadge } from './status-badge'
import { useTitle } from './use-title'

interface RecordingHeaderProps {
  recording: ShownRecording
  renaming: boolean
  /** A title that was refused. */
  refused: string | null
  hasChapters: boolean
  /** What the plan deletes, and when; null where it keeps it. */
  retention: { recording: { days: number; at: Date | string } | null; audioAt: Date | string | null }
}

const backLink = 'mb-3 inline-flex items-center gap-1.5 text-sm text-muted hover:text-ink hover:underline'

/** On phones the icon says it, and the word is there for those who listen. */
const named = 'max-sm:sr-only'

/** The recording's name, what is known of it, and what can be done with it. */
export function RecordingHeader({ recording, renaming, refused, hasChapters, retention }: RecordingHeaderProps) {
  const t = useTranslations('recording.actions')
  const library = useTranslations('library')
  const titleOf = useTitle()
  const { id, kept } = recording
  const here = paths.recording(id)
  const KeepIcon = kept ? BookmarkCheck : Bookmark
  return (
    <header className="mb-6">
      <Link to={paths.library()} className={backLink}>
        <ArrowLeft aria-hidden="true" className="size-4" />
        {library('title')}
      </Link>
      {renaming && <RenameForm recording={{ ...recording, title: refused ?? recording.title }} returnTo={here} />}
      <h1 className={renaming ? 'sr-only' : 'text-xl font-bold wrap-anywhere sm:text-3xl'}>{titleOf(recording)}</h1>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <StatusBadge recording={recording} />
        <RecordingFacts recording={recording} />
      </div>
      <div role="group" aria-label={t('label')} className="mt-4 flex flex-wrap items-center gap-2">
        <DownloadMenu recording={recording} hasChapters={hasChapters} />
        {!renaming && (
          <LinkButton
            to={paths.recording(id, { rename: 1 })} preventScrollReset variant="secondary" size="small"
            title={t('rename')}
          >
            <Pencil aria-hidden="true" className="size-4" /><span className={named}>{t('rename')}</span>
          </LinkButton>
        )}
        {recording.status === 'done' && recording.hasAudio && (
          <LinkButton to={paths.recordingAgain(id)} variant="secondary" size="small">
            <RefreshCw aria-hidden="true" className="size-4" />{t('again')}
          </LinkButton>
        )}
        {(retention.recording !== null || retention.audioAt !== null || kept) && (
          <IntentForm recordingId={id} intent={kept ? 'unkeep' : 'keep'} returnTo={here} size="small">
            <KeepIcon aria-hidden="true" className="size-4" />
            {kept ? t('unkeep') : t('keep')}
          </IntentForm>
        )}
        <LinkButton to={paths.recordingDelete(id)} variant="secondary" size="small" title={t('delete')}>
          <Trash2 aria-hidden="true" className="size-4" /><span className={named}>{t('delete')}</span>
        </LinkButton>
      </div>
      {kept && <p className="mt-2 text-sm text-muted">{t('kept')}</p>}
      {!kept && retention.recording !== null && (
        <p className="mt-2 text-sm text-muted">
          {t.rich('keepHint', { days: retention.recording.days, date: () => <LocalTime at={retention.recording!.at} show="date" /> })}
        </p>
      )}
      {!kept && retention.audioAt !== null && recording.hasAudio && (
        <p className="mt-2 text-sm text-muted">
          {t.rich('keepAudioHint', { date: () => <LocalTime at={retention.audioAt!} show="date" /> })}
        </p>
      )}
    </header>
  )
}
