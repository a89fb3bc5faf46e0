import { useNavigate } from '@remix-run/react'
import { useEffect } from 'react'
import type { ShownCitation } from '#domain/ask/get-conversation.server'
import { citedPath } from '~/features/ask/cited-path'
import type { ShownSegment } from './recording-loader.server'
import type { Player } from './use-player'

interface CitedOptions {
  recordingId: string
  segments: readonly ShownSegment[]
  player: Player
  /** What the address says is cited. */
  cited: { from: number; to: number } | null
}

/** Goes to what the address cites, and answers with a function that marks and plays another citation. */
export function useCited({ recordingId, segments, player, cited }: CitedOptions): (citation: ShownCitation) => void {
  const navigate = useNavigate()
  const { seek, playFrom } = player
  const startMs = cited === null ? undefined : segments.find(({ idx }) => idx === cited.from)?.startMs
  useEffect(() => {
    if (startMs !== undefined) seek(startMs)
  }, [seek, startMs])
  return (citation) => {
    if (citation.recordingId !== recordingId) return
    navigate(citedPath(citation), { replace: true, preventScrollReset: true })
    playFrom(citation.startMs)
    if (citation.place) document.getElementById(`s-${citation.place.from}`)?.scrollIntoView({ block: 'center' })
  }
}
