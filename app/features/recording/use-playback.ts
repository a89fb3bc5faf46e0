import { useEffect, useState, type RefObject } from 'react'

export interface Playback {
  playing: boolean
  /** The audio cannot be played: not there, or not in a format of this browser. */
  failed: boolean
  nowMs: number
  /** Length as the audio itself says, or else as the recording does. */
  allMs: number
}

const events = [
  'play', 'pause', 'timeupdate', 'seeking', 'seeked', 'durationchange', 'ended', 'loadedmetadata', 'error',
]

/** What an audio element is doing now. */
export function usePlayback(audioRef: RefObject<HTMLAudioElement>, durationMs: number | null): Playback {
  const [state, setState] = useState({ playing: false, failed: false, nowMs: 0, lengthMs: null as number | null })
  useEffect(() => {
    const audio = audioRef.current
    if (!audio) return
    const look = () => setState({
      playing: !audio.paused,
      failed: audio.error !== null,
      nowMs: audio.currentTime * 1000,
      lengthMs: Number.isFinite(audio.duration) ? audio.duration * 1000 : null,
    })
    look()
    for (const event of events) audio.addEventListener(event, look)
    return () => {
      for (const event of events) audio.removeEventListener(event, look)
    }
  }, [audioRef])
  const { lengthMs, ...known } = state
  return { ...known, allMs: lengthMs ?? durationMs ?? 0 }
}
