import { memo, useEffect, useRef } from 'react'
import { useTranslations } from 'use-intl'
import { formatClock } from '~/web/format'
import type { LiveSegment, LiveTranscript } from '#domain/live/client/live-transcript'
import type { LiveTranslation, TranslatedPassages } from '#domain/live/client/live-translations'

const NEAR_PX = 160

const sizes = {
  page: 'grid gap-3 text-lg/relaxed',
  /** To be read from across a room. */
  captions: 'grid gap-4 text-3xl/snug font-medium sm:text-5xl/snug',
  /** As what it stands in. */
  inherited: 'grid gap-3',
}

/**
 * What was said. Passages that are settled stand in a log, which readers of the screen announce once; what is still being
 * said is shown beside it, quietly, and its unsure end lighter.
 */
export function LiveText({ transcript, language = null, translated = {}, size = 'page' }: {
  transcript: LiveTranscript
  /** BCP 47 of the translation that stands beneath each passage; null for none. */
  language?: string | null
  translated?: TranslatedPassages
  size?: keyof typeof sizes
}) {
  const t = useTranslations('live')
  const settled = transcript.filter(({ state }) => state === 'committed')
  const open = transcript.filter(({ state }) => state !== 'committed')
  const end = useFollowedEnd(transcript)
  const passage = (segment: LiveSegment) => (
    <Passage
      key={segment.id} segment={segment} withTime={size === 'page'} language={language}
      translation={language === null ? null : translated[segment.id] ?? null}
    />
  )
  return (
    <div className={sizes[size]}>
      <div role="log" aria-live="polite" aria-label={t('transcript')} className="grid gap-[inherit]">
        {settled.map(passage)}
      </div>
      <div aria-live="off" className="grid gap-[inherit]">
        {open.map(passage)}
      </div>
      <div ref={end} className="live-end" />
    </div>
  )
}

const Passage = memo(function Passage({ segment, withTime, language, translation }: {
  segment: LiveSegment
  withTime: boolean
  language: string | null
  translation: LiveTranslation | null
}) {
  const { text, stableChars, startMs } = segment
  return (
    <p className={withTime ? 'grid grid-cols-[2.75rem_minmax(0,1fr)] gap-2 sm:grid-cols-[3.5rem_minmax(0,1fr)]' : undefined}>
      {withTime && <span className="pt-1 font-mono text-xs text-muted tabular-nums">{formatClock(startMs)}</span>}
      <span>
        {text.slice(0, stableChars)}
        {stableChars < text.length && <span className="text-muted">{text.slice(stableChars)}</span>}
        {language !== null && translation && (
          <span
            lang={language}
            className={`mt-1 block border-l-2 border-accent pl-3 ${translation.isFinal ? '' : 'text-muted'}`}
          >
            {translation.text}
          </span>
        )}
      </span>
    </p>
  )
})

/** Keeps the newest words in sight, unless the reader has scrolled away from them. */
function useFollowedEnd(transcript: LiveTranscript) {
  const end = useRef<HTMLDivElement>(null)
  const isNear = useRef(true)
  useEffect(() => {
    const look = () => {
      const bottom = end.current?.getBoundingClientRect().bottom ?? 0
      isNear.current = bottom > 0 && bottom < window.innerHeight + NEAR_PX
    }
    const follow = () => {
      if (isNear.current) end.current?.scrollIntoView({ block: 'nearest' })
    }
    // Notices that come above, and screens that are turned, push the words out of sight, too.
    const sizes = new ResizeObserver(follow)
    sizes.observe(document.body)
    document.addEventListener('scroll', look, { passive: true, capture: true })
    window.addEventListener('resize', follow)
    return () => {
      sizes.disconnect()
      window.removeEventListener('resize', follow)
      document.removeEventListener('scroll', look, { capture: true })
    }
  }, [])
  useEffect(() => {
    if (isNear.current) end.current?.scrollIntoView({ block: 'nearest' })
  }, [transcript])
  return end
}
