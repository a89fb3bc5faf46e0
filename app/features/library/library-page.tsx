import { AudioLines, SearchX, Upload } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { isOpenStatus } from '~/features/recording/live-events'
import { RefreshWhileOpen } from '~/features/recording/refresh-while-open'
import { useLiveRecordings } from '~/features/recording/use-live-recordings'
import { SampleForm } from '~/features/upload/sample-form'
import { Alert } from '~/ui/alert'
import { EmptyState } from '~/ui/empty-state'
import { LinkButton } from '~/ui/link-button'
import { PageHeader } from '~/ui/page-header'
import { Pagination } from '~/ui/pagination'
import { useErrorText } from '~/web/error-text'
import type { KnownError } from '~/web/tell-error'
import { paths } from '~/web/paths'
import type { LibraryData } from './library-loader.server'
import { isFiltered, libraryPath } from './library-query'
import { LibraryRow } from './library-row'
import { LibrarySearch } from './library-search'
import { RowIcons } from './row-icons'

/** Everything that the user has recorded or uploaded. */
export function LibraryPage({ error, ...data }: LibraryData & { error: KnownError | null }) {
  const { items, total, nextCursor, query, nowMs } = data
  const errorText = useErrorText()
  const t = useTranslations('library')
  const common = useTranslations('common')
  const isFirstPage = query.cursor === null
  // What is new stands on the first page; whether it fits a search only the server can tell.
  const live = useLiveRecordings(items, { enabled: true, watchesNew: isFirstPage && !isFiltered(query) })
  const isEmpty = total === 0 && !isFiltered(query)
  const here = libraryPath(query)
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={isEmpty ? undefined : t('count', { count: total })}
        actions={(
          <LinkButton to={paths.upload()}><Upload aria-hidden="true" className="size-4" />{t('upload')}</LinkButton>
        )}
      />
      {error && <div className="mb-5"><Alert tone="danger">{errorText(error)}</Alert></div>}
      {isEmpty ? <EmptyLibrary /> : <LibrarySearch query={query} />}
      {!isEmpty && items.length === 0 && (
        <EmptyState
          icon={SearchX} title={t('nothing.title')}
          action={<LinkButton to={paths.library()} variant="secondary">{t('nothing.reset')}</LinkButton>}
        >
          {t('nothing.lead')}
        </EmptyState>
      )}
      <RowIcons />
      {items.length > 0 && (
        <ul
          aria-label={t('list')}
          className="divide-y divide-line rounded-card border border-line bg-surface shadow-card"
        >
          {live.recordings.map((recording) => (
            <LibraryRow
              key={recording.id} recording={recording} renaming={query.rename === recording.id} here={here}
              nowMs={isOpenStatus(recording.status) ? Math.max(nowMs, live.atMs ?? 0) : null}
              renamePath={libraryPath(query, { rename: recording.id })}
            />
          ))}
        </ul>
      )}
      <Pagination
        label={common('pagination')}
        first={isFirstPage ? null : { to: libraryPath(query, { cursor: null }), text: common('actions.newer') }}
        next={nextCursor ? { to: libraryPath(query, { cursor: nextCursor }), text: common('actions.older') } : null}
      />
      <RefreshWhileOpen statuses={items.map(({ status }) => status)} typing={query.rename !== null} />
    </>
  )
}

function EmptyLibrary() {
  const t = useTranslations('library.empty')
  return (
    <EmptyState icon={AudioLines} title={t('title')} action={<SampleForm />}>
      {t('lead')}
    </EmptyState>
  )
}
