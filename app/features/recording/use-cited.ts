import { useLocation, useNavigate, useNavigationType } from '@remix-run/react'
import { useEffect } from 'react'
import type { ShownCitation } from '#domain/ask/get-conversation.server'
import { citedPath, type Cited } from '~/features/ask/cited-path'
import { parseMomentHash } from './moment'
import type { ShownSegment } from './recording-loader.server'
import { segmentAt } from './segment-at'
import { showPassage } from './show-passage'
import type { Player } from './use-player'

interface CitedOptions {
  recordingId: string
  segments: readonly ShownSegment[]
  player: Player
  /** What the address says is cited. */
  cited: Cited | null
}

/** @param key of the location: the one that a page is loaded with has no key of its own */
function isFirstLoad(key: string): boolean {
  const [loaded] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  return key === 'default' && loaded?.type === 'navigate'
}

/**
 * Goes to what the address cites, or to the moment that its fragment names, and answers with a function that marks and plays
 * another citation.
 */
export function useCited({ recordingId, segments, player, cited }: CitedOptions): (citation: ShownCitation) => void {
  const navigate = useNavigate()
  const { seek, playFrom } = player
  const startMs = cited === null ? undefined : segments.find(({ idx }) => idx === (cited.at ?? cited.from))?.startMs
  useEffect(() => {
    if (startMs !== undefined) seek(startMs)
  }, [seek, startMs])
  const { key, hash } = useLocation()
  const isReturn = useNavigationType() === 'POP'
  useEffect(() => {
    // Whoever comes back, or loads the page anew, is put where they were.
    if (isReturn && scrollY > 0 && !isFirstLoad(key)) return
    const momentMs = parseMomentHash(hash)
    const at = momentMs === null ? undefined : segments[Math.max(0, segmentAt(segments, momentMs))]?.idx
    const first = document.getElementById(`s-${cited?.from ?? at}`)
    const last = document.getElementById(`s-${cited?.to ?? at}`)
    if (first) return showPassage(first, last ?? first)
    // Once for each step that the reader takes, however often the transcript is loaded meanwhile.
  }, [key])
  return (citation) => {
    if (citation.recordingId !== recordingId) return
    navigate(citedPath(citation), { replace: true, preventScrollReset: true })
    playFrom(citation.startMs)
  }
}
