import { useEffect, useState, type RefObject } from 'react'

export interface Playback {
  playing: boolean
  nowMs: number
  /** Length as the audio itself says, or else as the recording does. */
  allMs: number
}

const events = ['play', 'pause', 'timeupdate', 'seeking', 'seeked', 'durationchange', 'ended', 'loadedmetadata']

/** What an audio element is doing now. */
export function usePlayback(audioRef: RefObject<HTMLAudioElement>, durationMs: number | null): Playback {
  const [state, setState] = useState({ playing: false, nowMs: 0, lengthMs: null as number | null })
  useEffect(() => {
    const audio = audioRef.current
    if (!audio) return
    const look = () => setState({
      playing: !audio.paused,
      nowMs: audio.currentTime * 1000,
      lengthMs: Number.isFinite(audio.duration) ? audio.duration * 1000 : null,
    })
    look()
    for (const event of events) audio.addEventListener(event, look)
    return () => {
      for (const event of events) audio.removeEventListener(event, look)
    }
  }, [audioRef])
  return { playing: state.playing, nowMs: state.nowMs, allMs: state.lengthMs ?? durationMs ?? 0 }
}
