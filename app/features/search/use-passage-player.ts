import { useCallback, useEffect, useRef, useState } from 'react'

export interface PassagePlayer {
  /** Key of the passage that is heard now; null while all is quiet. */
  playing: string | null
  /** Plays an audio from a moment, or stops it where the same passage is heard already. */
  toggle(key: string, audioPath: string, startMs: number): void
}

/** One voice for all results of the page. */
export function usePassagePlayer(): PassagePlayer {
  const audio = useRef<HTMLAudioElement | null>(null)
  const [playing, setPlaying] = useState<string | null>(null)
  useEffect(() => () => audio.current?.pause(), [])
  const toggle = useCallback((key: string, audioPath: string, startMs: number) => {
    const voice = (audio.current ??= new Audio())
    if (!voice.paused && voice.dataset.key === key) {
      voice.pause()
      return
    }
    voice.onpause = voice.onended = voice.onerror = () => setPlaying(null)
    if (voice.dataset.path !== audioPath) {
      voice.dataset.path = audioPath
      voice.src = audioPath
    }
    voice.dataset.key = key
    voice.currentTime = startMs / 1000
    // A browser may refuse; then the button stays what it was.
    voice.play().then(() => setPlaying(key), () => setPlaying(null))
  }, [])
  return { playing, toggle }
}
