import { Link } from '@remix-run/react'
import { CircleAlert, SearchX } from 'lucide-react'
import { useTranslations } from 'use-intl'
import type { ShownCitation } from '#domain/ask/get-conversation.server'
import { Alert } from '~/ui/alert'
import { Spinner } from '~/ui/spinner'
import { useErrorText } from '~/web/error-text'
import { paths } from '~/web/paths'
import { CitationItem } from './citation-item'
import { claimParts } from './claim-parts'
import type { TurnToShow } from './turn-to-show'

interface TurnViewProps {
  turn: TurnToShow
  /** Plays what a citation quotes. */
  onCite: (citation: ShownCitation, key: string) => void
  /** Key of the citation that is heard. */
  playing: string | null
}

/** A question and its answer: claims, each with the numbers of what it rests on, and below them what was said. */
export function TurnView({ turn, onCite, playing }: TurnViewProps) {
  const t = useTranslations('ask')
  const errorText = useErrorText()
  const { id, question, status, method, outcome, weaknesses, answer, citations, errorCode } = turn
  const isNotFound = status === 'done' && outcome === 'not_found'
  const isExtract = method === 'extractive' && !isNotFound
  return (
    <article id={`turn-${id}`} aria-labelledby={`question-${id}`} className="grid scroll-mt-4 gap-4">
      <h2 id={`question-${id}`} className="justify-self-end rounded-card rounded-br-sm bg-accent-soft px-4 py-2.5 font-medium wrap-anywhere">
        {question}
      </h2>
      <div className="grid gap-3" aria-live={status === 'answering' ? 'polite' : undefined} aria-busy={status === 'answering'}>
        {answer !== '' && (
          <div className="grid max-w-prose gap-2 leading-relaxed">
            {answer.split('\n').map((line, index) => (
              <p key={index}>
                {claimParts(line).map((part, at) => ('text' in part
                  ? <span key={at}>{part.text}</span>
                  : <Mark key={at} turnId={id} number={part.number} citations={citations} onCite={onCite} />))}
              </p>
            ))}
          </div>
        )}
        {isNotFound && (
          <p className="flex items-start gap-2.5 text-muted">
            <SearchX aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
            {/* Without a language model nobody has read them. */}
            {method === 'llm' ? t('notFound') : (
              <span>
                {t('noneFits')} <Link to={paths.search({ q: question })} className="text-accent underline">{t('search')}</Link>
              </span>
            )}
          </p>
        )}
        {isExtract && <p className="text-muted">{t('extracts')}</p>}
        {status === 'answering' && (
          <p className="flex items-center gap-2.5 text-muted">
            <Spinner />{t(citations.length > 0 ? 'writing' : 'reading')}
          </p>
        )}
        {status === 'failed' && (
          <p className="flex items-start gap-2.5 text-danger">
            <CircleAlert aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
            {errorCode === 'cancelled' || errorCode === null ? t('cancelled') : errorText({ code: errorCode })}
          </p>
        )}
        {citations.length > 0 && (
          <ol aria-label={t('sources')} className="grid gap-2">
            {citations.map((citation, at) => (
              <CitationItem
                key={citation.number} turnId={id} citation={citation} shownNumber={at + 1} onCite={onCite}
                isPlaying={playing === citationKey(id, citation.number)}
              />
            ))}
          </ol>
        )}
        {weaknesses.length > 0 && (
          <Alert tone={weaknesses.every((name) => name === 'llm_not_configured') ? 'info' : 'warning'}>
            {weaknesses.map((name) => <p key={name}>{t(`weaknesses.${name}`)}</p>)}
          </Alert>
        )}
      </div>
    </article>
  )
}

export const citationKey = (turnId: string, number: number) => `${turnId}-${number}`

interface MarkProps extends Pick<TurnViewProps, 'onCite'> {
  turnId: string
  number: number
  citations: readonly ShownCitation[]
}

/** The number of a citation: a way to what was said, which is played too. */
function Mark({ turnId, number, citations, onCite }: MarkProps) {
  const t = useTranslations('ask')
  // Counted anew, since recordings that are deleted take their citations with them.
  const at = citations.findIndex((one) => one.number === number)
  const citation = citations[at]
  if (!citation) return <span className="text-xs text-muted" title={t('gone')}>–</span>
  return (
    <a
      href={`#c-${citationKey(turnId, number)}`} aria-label={t('source', { number: String(at + 1) })}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        document.getElementById(`c-${citationKey(turnId, number)}`)?.scrollIntoView({ block: 'nearest' })
        onCite(citation, citationKey(turnId, number))
      }}
      className={`mx-0.5 inline-grid h-5 min-w-5 place-items-center rounded-full bg-accent-soft px-1 align-text-top text-xs
        font-semibold text-accent tabular-nums transition-colors hover:bg-accent hover:text-on-accent`}
    >
      {at + 1}
    </a>
  )
}
