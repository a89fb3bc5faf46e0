import { Link } from '@remix-run/react'
import { Pause, Play } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { citedPath } from '~/features/ask/cited-path'
import { momentHash } from '~/features/recording/moment'
import { useLanguageName } from '~/features/recording/use-language-name'
import { useTitle } from '~/features/recording/use-title'
import { formatClock } from '~/web/format'
import { LocalTime } from '~/web/local-time'
import { paths } from '~/web/paths'
import { MarkedText } from './marked-text'
import type { SearchResult as Result } from './search-loader.server'
import type { PassagePlayer } from './use-passage-player'

/** A passage that was found: what was said, where, and a button that plays it from there. */
export function SearchResult({ result, player }: { result: Result; player: PassagePlayer }) {
  const t = useTranslations('search')
  const titleOf = useTitle()
  const languageName = useLanguageName()
  const { recordingId, chunkIndex, playMs, playAt, place, parts } = result
  const key = `${recordingId} ${chunkIndex}`
  const time = formatClock(playMs)
  const isPlaying = player.playing === key
  const Icon = isPlaying ? Pause : Play
  const audioPath = paths.recordingAudio(recordingId)
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-3 px-4 py-4 sm:gap-x-4 sm:px-5">
      {result.hasAudio ? (
        // Without JavaScript the browser itself plays the audio from that moment.
        <a
          href={audioPath + momentHash(playMs)} aria-label={t(isPlaying ? 'pause' : 'playFrom', { time })}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey) return
            event.preventDefault()
            player.toggle(key, audioPath, playMs)
          }}
          className="grid size-11 place-items-center rounded-full bg-accent-soft text-accent transition-colors
            hover:bg-accent hover:text-on-accent"
        >
          <Icon aria-hidden="true" className="size-[1.125rem]" />
        </a>
      ) : <span />}
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
          <Link
            data-result-link to={citedPath({ recordingId, startMs: playMs, place, at: playAt })}
            className="font-semibold wrap-anywhere hover:text-accent hover:underline"
          >
            {titleOf(result)}
          </Link>
          <span className="text-sm text-muted">
            <span className="tabular-nums">{time}</span>
            {' · '}
            <LocalTime at={result.createdAt} show="date" />
            {result.language !== 'auto' && ` · ${languageName(result.language)}`}
          </span>
        </p>
        <p className="mt-1.5 max-w-prose leading-relaxed wrap-anywhere">
          {parts.map(({ id, text, speaker, marks }, index) => (
            <span key={id}>
              {index > 0 && ' '}
              {speaker && speaker !== parts[index - 1]?.speaker && <b className="font-semibold">{speaker} </b>}
              <MarkedText text={text} marks={marks} />
            </span>
          ))}
        </p>
      </div>
    </li>
  )
}
