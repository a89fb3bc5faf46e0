import { Search } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { TextInput } from '~/ui/text-input'

interface TranscriptFindProps {
  query: string
  onChange(query: string): void
  /** How many passages have it; null while nothing is looked for. */
  found: number | null
}

/** Narrows the transcript to the passages that say something. */
export function TranscriptFind({ query, onChange, found }: TranscriptFindProps) {
  const t = useTranslations('recording.find')
  return (
    <div role="search" className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="relative w-full max-w-sm">
        <Search
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
        />
        <TextInput
          type="search" value={query} onChange={({ target }) => onChange(target.value)} aria-label={t('label')}
          placeholder={t('label')} className="pl-9"
        />
      </span>
      <p role="status" className="text-sm text-muted">{found !== null && t('count', { count: found })}</p>
    </div>
  )
}
