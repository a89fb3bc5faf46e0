import { Link } from '@remix-run/react'
import { CircleX, RotateCcw, type LucideIcon } from 'lucide-react'
import { memo, type ComponentProps } from 'react'
import { useTranslations } from 'use-intl'
import { canRetry } from '~/features/recording/can-retry'
import { IntentForm } from '~/features/recording/intent-form'
import { isOpenStatus } from '~/features/recording/live-events'
import { RenameForm } from '~/features/recording/rename-form'
import { isLiveNow, StatusBadge } from '~/features/recording/status-badge'
import { useLanguageName } from '~/features/recording/use-language-name'
import { useTitle } from '~/features/recording/use-title'
import { WorkProgress } from '~/features/recording/work-progress'
import { IconUse } from '~/ui/icon-symbol'
import { useErrorText } from '~/web/error-text'
import { formatClock } from '~/web/format'
import { LocalTime } from '~/web/local-time'
import { paths } from '~/web/paths'
import type { LibraryItem } from './library-loader.server'
import { rowIcons } from './row-icons'

interface LibraryRowProps {
  recording: LibraryItem
  /** The server's clock. Rows without open work need none, and are not drawn again when it moves. */
  nowMs: number | null
  renaming: boolean
  /** This very list, to come back to. */
  here: string
  renamePath: string
}

const icon = 'grid size-10 place-items-center rounded-control text-muted transition-colors '
  + 'hover:bg-raised hover:text-ink'

/** One recording in the list: what it is, how far it is, and what can be done with it from here. */
export const LibraryRow = memo(function LibraryRow({ recording, nowMs, renaming, here, renamePath }: LibraryRowProps) {
  const t = useTranslations('library')
  const live = useTranslations('live')
  const words = useTranslations('recording.actions')
  const common = useTranslations('common.actions')
  const titleOf = useTitle()
  const title = titleOf(recording)
  const { id, status } = recording
  return (
    <li className="grid grid-cols-1 gap-2 px-4 py-4 sm:px-5">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          {renaming ? <RenameForm recording={recording} returnTo={here} /> : (
            <Link
              to={paths.recording(id)} prefetch="intent"
              title={title} className="line-clamp-2 font-semibold wrap-anywhere hover:text-accent hover:underline"
            >
              {title}
            </Link>
          )}
          <Facts recording={recording} />
        </div>
        {!renaming && (
          <div className="-my-1.5 flex shrink-0 items-center">
            {isLiveNow(recording) && (
              <Link to={paths.live({ session: id })} className="px-2 text-sm font-medium text-accent hover:underline">
                {live('found.goOn')}
              </Link>
            )}
            {isOpenStatus(status) && !isLiveNow(recording) && (
              <RowIntent
                recordingId={id} intent="cancel" returnTo={here} label={t('cancelOf', { title })} tip={words('cancel')}
                icon={CircleX} text={common('cancel')}
              />
            )}
            {canRetry(recording) && (
              <RowIntent
                recordingId={id} intent="retry" returnTo={here} label={t('retryOf', { title })} tip={words('retry')}
                icon={RotateCcw} text={words('retry')}
              />
            )}
            <Link
              to={renamePath} preventScrollReset aria-label={t('renameOf', { title })} title={t('rename')}
              className={icon}
            >
              <IconUse id={rowIcons.rename} className="size-4" />
            </Link>
            <Link
              to={paths.recordingDelete(id)} aria-label={t('deleteOf', { title })} title={words('delete')}
              className={icon}
            >
              <IconUse id={rowIcons.delete} className="size-4" />
            </Link>
          </div>
        )}
      </div>
      {nowMs !== null && !isLiveNow(recording) && <WorkProgress work={recording} nowMs={nowMs} />}
      {status === 'failed' && <Failure recording={recording} />}
    </li>
  )
})

type RowIntentProps = Pick<ComponentProps<typeof IntentForm>, 'recordingId' | 'intent' | 'returnTo' | 'label' | 'tip'> & {
  icon: LucideIcon
  text: string
}

/** A button of a row: on phones its icon alone. */
function RowIntent({ icon: Icon, text, ...form }: RowIntentProps) {
  return (
    <IntentForm {...form} variant="quiet" size="small" className="min-w-10">
      <Icon aria-hidden="true" className="size-4 shrink-0" />
      <span className="max-sm:hidden">{text}</span>
    </IntentForm>
  )
}

function Failure({ recording }: { recording: LibraryItem }) {
  const errorText = useErrorText()
  const { errorCode, errorParams } = recording
  return <p className="text-sm text-danger">{errorText({ code: errorCode ?? 'internal', params: errorParams })}</p>
}

function Facts({ recording }: { recording: LibraryItem }) {
  const languageName = useLanguageName()
  const { durationMs, totalMs, detectedLanguage, language } = recording
  const length = durationMs ?? totalMs
  const spoken = detectedLanguage ?? (language === 'auto' ? null : language)
  return (
    <p className="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
      <StatusBadge recording={recording} />
      {length !== null && <span className="tabular-nums">{formatClock(length)}</span>}
      {spoken && <span>{languageName(spoken)}</span>}
      <LocalTime at={recording.createdAt} />
    </p>
  )
}
