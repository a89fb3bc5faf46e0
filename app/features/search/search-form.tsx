import { Form, Link } from '@remix-run/react'
import { Search, SlidersHorizontal, X } from 'lucide-react'
import { useRef } from 'react'
import { useTranslations } from 'use-intl'
import { limits } from '#domain/limits/limits'
import { searchModes } from '#domain/search/search'
import { useLanguageName } from '~/features/recording/use-language-name'
import { useTitle, type Named } from '~/features/recording/use-title'
import { Button } from '~/ui/button'
import { Field } from '~/ui/field'
import { Select } from '~/ui/select'
import { showOpened } from '~/ui/show-opened'
import { TextInput } from '~/ui/text-input'
import { paths } from '~/web/paths'
import { countFilters, searchPath, type SearchQuery } from './search-query'
import { useKeptFocus } from './use-kept-focus'
import { useSearchKeys } from './use-search-keys'

interface SearchFormProps {
  query: SearchQuery
  languages: readonly string[]
  /** The one recording that is searched; null where all are. */
  recording: Named | null
}

/** One box, how to search, and what narrows it down: a form that is its own address. */
export function SearchForm({ query, languages, recording }: SearchFormProps) {
  const t = useTranslations('search')
  const titleOf = useTitle()
  const form = useRef<HTMLFormElement>(null)
  const key = searchPath(query)
  const keepFocus = useKeptFocus(form, key)
  useSearchKeys()
  const filters = countFilters(query)
  return (
    // Keyed by what was searched for, so that going back in the browser shows the words that belong to the list.
    <Form ref={form} key={key} role="search" action={paths.search()} onSubmit={keepFocus} className="mb-6 grid gap-3">
      <div className="flex flex-wrap gap-2">
        <span className="relative min-w-48 flex-1">
          <Search
            aria-hidden="true"
            className="pointer-events-none absolute top-1/2 left-3.5 size-5 -translate-y-1/2 text-muted"
          />
          <TextInput
            type="search" name="q" defaultValue={query.q} maxLength={limits.searchCharsMax}
            autoFocus={query.q === ''} aria-label={t('label')} placeholder={t('placeholder')} enterKeyHint="search"
            autoComplete="off" aria-keyshortcuts="/" className="min-h-12 pl-11"
          />
        </span>
        <Button className="min-h-12">{t('submit')}</Button>
      </div>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <ModeChoice mode={query.mode} />
        {query.recording && (
          <span className="flex max-w-full items-center gap-1 rounded-full bg-accent-soft pl-3 text-sm text-accent">
            <input type="hidden" name="recording" value={query.recording} />
            <span className="truncate">{t('within', { title: titleOf(recording ?? { title: '' }) })}</span>
            <Link
              to={searchPath(query, { recording: null })} aria-label={t('everywhere')} title={t('everywhere')}
              className="grid size-10 shrink-0 place-items-center rounded-full hover:bg-raised"
            >
              <X aria-hidden="true" className="size-4" />
            </Link>
          </span>
        )}
      </div>
      <details open={filters > 0} className="group rounded-control">
        <summary
          onClick={showOpened}
          className="inline-flex min-h-10 cursor-pointer list-none items-center gap-2 text-sm font-medium text-accent"
        >
          <SlidersHorizontal aria-hidden="true" className="size-4" />
          {filters === 0 ? t('filters') : t('filtersSet', { count: filters })}
        </summary>
        <Filters query={query} languages={languages} />
      </details>
    </Form>
  )
}

function ModeChoice({ mode }: { mode: SearchQuery['mode'] }) {
  const t = useTranslations('search.modes')
  return (
    <fieldset className="flex flex-wrap gap-1 rounded-control bg-raised p-1 max-sm:w-full max-sm:flex-nowrap">
      <legend className="sr-only">{t('label')}</legend>
      {searchModes.map((each) => (
        <label
          key={each} title={t(`${each}Hint`)}
          className="flex min-h-9 cursor-pointer items-center justify-center rounded-lg px-1.5 text-sm font-medium text-muted
            max-sm:flex-auto max-sm:text-center max-sm:leading-tight sm:px-3
            has-checked:bg-surface has-checked:text-ink has-checked:shadow-card has-focus-visible:outline-2
            has-focus-visible:outline-accent"
        >
          <input
            type="radio" name="mode" value={each} defaultChecked={each === mode} className="sr-only"
            onChange={(event) => event.currentTarget.form?.requestSubmit()}
          />
          {t(each)}
        </label>
      ))}
    </fieldset>
  )
}

function Filters({ query, languages }: Pick<SearchFormProps, 'query' | 'languages'>) {
  const t = useTranslations('search.filter')
  const languageName = useLanguageName()
  return (
    <div className="mt-2 grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
      <Field label={t('from')}>
        {(control) => <TextInput {...control} type="date" name="from" defaultValue={query.from ?? ''} />}
      </Field>
      <Field label={t('until')}>
        {(control) => <TextInput {...control} type="date" name="until" defaultValue={query.until ?? ''} />}
      </Field>
      <Field label={t('language')}>
        {(control) => (
          <Select {...control} name="language" defaultValue={query.language ?? ''}>
            <option value="">{t('allLanguages')}</option>
            {languages.map((tag) => <option key={tag} value={tag}>{languageName(tag)}</option>)}
          </Select>
        )}
      </Field>
      <Field label={t('source')}>
        {(control) => (
          <Select {...control} name="source" defaultValue={query.source ?? ''}>
            <option value="">{t('allSources')}</option>
            <option value="upload">{t('upload')}</option>
            <option value="realtime">{t('realtime')}</option>
          </Select>
        )}
      </Field>
    </div>
  )
}
