import { Form, Link } from '@remix-run/react'
import { Search, X } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { Button } from '~/ui/button'
import { Select } from '~/ui/select'
import { TextInput } from '~/ui/text-input'
import { paths } from '~/web/paths'
import { filterStatuses, isFiltered, libraryPath, type LibraryQuery } from './library-query'

/** Searching and filtering: a form that is its own address, so that a search can be kept and shared. */
export function LibrarySearch({ query }: { query: LibraryQuery }) {
  const t = useTranslations('library')
  const words = useTranslations('recording')
  return (
    // Keyed by what was searched for, so that going back in the browser shows the words that belong to the list.
    <Form
      key={libraryPath(query)} role="search" action={paths.library()}
      className="mb-5 flex flex-wrap items-center gap-2"
    >
      <span className="relative min-w-48 flex-1 max-sm:basis-full">
        <Search
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
        />
        <TextInput
          type="search" name="q" defaultValue={query.q} aria-label={t('search.label')}
          placeholder={t('search.placeholder')}
          className="pl-9"
        />
      </span>
      <Select
        name="status" defaultValue={query.status ?? ''} aria-label={t('filter.label')} className="w-40 max-sm:flex-1"
        onChange={(event) => event.currentTarget.form?.requestSubmit()}
      >
        <option value="">{t('filter.all')}</option>
        {filterStatuses.map((status) => <option key={status} value={status}>{words(`status.${status}`)}</option>)}
      </Select>
      <Button variant="secondary">{t('search.submit')}</Button>
      {isFiltered(query) && (
        <Link
          to={paths.library()} aria-label={t('search.clear')}
          className="grid size-11 place-items-center rounded-control text-muted hover:bg-raised hover:text-ink"
        >
          <X aria-hidden="true" className="size-5" />
        </Link>
      )}
    </Form>
  )
}
