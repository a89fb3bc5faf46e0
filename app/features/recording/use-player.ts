import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import { parseMomentHash } from './moment'
import type { ShownSegment } from './recording-loader.server'
import { segmentAt } from './segment-at'

export interface Player {
  audioRef: RefObject<HTMLAudioElement>
  segments: readonly ShownSegment[]
  /** Whether the transcript scrolls along. */
  follows: boolean
  setFollows(follows: boolean): void
  seek(ms: number): void
  /** Goes to a moment and plays from there. */
  playFrom(ms: number): void
  toggle(): void
  skip(ms: number): void
  /** To the passage so many before or after the current one. */
  step(by: number): void
}

/** What the bar, the transcript and the keyboard do to the one audio element of the page. */
export function usePlayer(
  { segments, durationMs }: { segments: readonly ShownSegment[]; durationMs: number | null },
): Player {
  const audioRef = useRef<HTMLAudioElement>(null)
  const [follows, setFollows] = useState(true)

  const seek = useCallback((ms: number) => {
    const audio = audioRef.current
    if (!audio) return
    const end = Number.isFinite(audio.duration) ? audio.duration : (durationMs ?? Infinity) / 1000
    audio.currentTime = Math.min(Math.max(0, ms / 1000), end)
  }, [durationMs])

  const play = useCallback(() => {
    // A browser may refuse, or another click may pause it again: the button shows what is, so nothing is lost.
    audioRef.current?.play().catch(() => {})
  }, [])

  const player = useMemo(() => {
    const nowMs = () => (audioRef.current?.currentTime ?? 0) * 1000
    const playFrom = (ms: number) => {
      seek(ms)
      play()
    }
    return {
      seek,
      playFrom,
      toggle: () => (audioRef.current?.paused ? play() : audioRef.current?.pause()),
      skip: (ms: number) => seek(nowMs() + ms),
      step: (by: number) => {
        const target = segments[Math.min(Math.max(0, segmentAt(segments, nowMs()) + by), segments.length - 1)]
        if (target) playFrom(target.startMs)
      },
    }
  }, [play, seek, segments])

  useEffect(() => {
    const go = () => {
      const ms = parseMomentHash(location.hash)
      if (ms !== null) seek(ms)
    }
    go()
    addEventListener('hashchange', go)
    return () => removeEventListener('hashchange', go)
  }, [seek])

  return { audioRef, segments, follows, setFollows, ...player }
}
