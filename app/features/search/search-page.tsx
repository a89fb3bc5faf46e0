import { useNavigation } from '@remix-run/react'
import { MessageSquareQuote, SearchX } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Alert } from '~/ui/alert'
import { EmptyState } from '~/ui/empty-state'
import { LinkButton } from '~/ui/link-button'
import { PageHeader } from '~/ui/page-header'
import { Pagination } from '~/ui/pagination'
import { paths } from '~/web/paths'
import { SearchForm } from './search-form'
import type { SearchData } from './search-loader.server'
import { countFilters, searchPath, type SearchQuery } from './search-query'
import { SearchResult } from './search-result'
import { usePassagePlayer } from './use-passage-player'

/** Search in everything that was said. */
export function SearchPage({ query, languages, recording, answer }: SearchData) {
  const t = useTranslations('search')
  const isSearching = useNavigation().location?.pathname === paths.search()
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <SearchForm query={query} languages={languages} recording={recording} />
      {answer === null
        ? <Hints hasTranscripts={languages.length > 0} />
        : <Answer query={query} answer={answer} busy={isSearching} />}
    </>
  )
}

function Hints({ hasTranscripts }: { hasTranscripts: boolean }) {
  const t = useTranslations('search.hints')
  if (!hasTranscripts) {
    return (
      <EmptyState
        icon={MessageSquareQuote} title={t('emptyTitle')}
        action={<LinkButton to={paths.library()}>{t('toLibrary')}</LinkButton>}
      >
        {t('emptyLead')}
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={MessageSquareQuote} title={t('title')}>
      <ul className="mt-1 grid gap-1.5 text-left text-sm">
        {(['question', 'phrase', 'marks', 'keys'] as const).map((hint) => (
          <li key={hint} className="flex gap-2 before:text-accent before:content-['•']">{t(hint)}</li>
        ))}
      </ul>
    </EmptyState>
  )
}

interface AnswerProps {
  query: SearchQuery
  answer: NonNullable<SearchData['answer']>
  busy: boolean
}

function Answer({ query, answer, busy }: AnswerProps) {
  const t = useTranslations('search')
  const common = useTranslations('common')
  const player = usePassagePlayer()
  const { results, hasMore, corrected, weakness } = answer
  return (
    <section
      aria-label={t('results')} aria-busy={busy || undefined}
      className="grid gap-4 transition-opacity aria-busy:opacity-60"
    >
      {weakness && (
        <Alert tone={weakness === 'language_not_supported' || weakness === 'not_indexed' ? 'info' : 'warning'}>
          {t(`weakness.${weakness}`)}
        </Alert>
      )}
      {corrected.length > 0 && (
        <p className="text-sm text-muted">
          {t('corrected', { words: corrected.map(({ to }) => `“${to}”`).join(', ') })}
        </p>
      )}
      <p role="status" className="sr-only">{t('count', { count: results.length })}</p>
      {results.length === 0 ? <NothingFound query={query} /> : (
        <ol className="divide-y divide-line rounded-card border border-line bg-surface shadow-card">
          {results.map((result) => (
            <SearchResult key={`${result.recordingId} ${result.chunkIndex}`} result={result} player={player} />
          ))}
        </ol>
      )}
      <Pagination
        label={common('pagination')}
        first={query.page > 1 ? { to: searchPath(query), text: common('actions.newer') } : null}
        next={hasMore ? { to: searchPath(query, { page: query.page + 1 }), text: common('actions.older') } : null}
      />
    </section>
  )
}

function NothingFound({ query }: { query: SearchQuery }) {
  const t = useTranslations('search.nothing')
  const isNarrow = countFilters(query) > 0 || query.recording !== null
  const wider = isNarrow
    ? { to: searchPath(query, { from: null, until: null, language: null, source: null, recording: null }), text: t('everywhere') }
    : query.mode === 'hybrid' ? null : { to: searchPath(query, { mode: 'hybrid' }), text: t('hybrid') }
  return (
    <EmptyState
      icon={SearchX} title={t('title')}
      action={wider && <LinkButton to={wider.to} variant="secondary">{wider.text}</LinkButton>}
    >
      {t('lead')}
    </EmptyState>
  )
}
