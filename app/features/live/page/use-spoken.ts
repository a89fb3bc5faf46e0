import { useEffect, useRef, useState } from 'react'
import { useHydrated } from '~/ui/use-hydrated'
import { FreshPassages } from '../audio/fresh-passages'
import { speakWithServer } from '../audio/speak-with-server'
import { SpokenQueue, speakWithBrowser } from '../audio/spoken-queue'
import type { LiveTranscript } from '#domain/live/client/live-transcript'
import type { TranslatedPassages } from '#domain/live/client/live-translations'

export interface Spoken {
  /** Whether this browser has voices at all. */
  canSpeak: boolean
  isOn: boolean
  toggle(): void
}

interface ToSpeak {
  transcript: LiveTranscript
  translated: TranslatedPassages
  /** BCP 47 of the translation; null for none. */
  language: string | null
  /** While somebody speaks into the microphone beside it, what is to be spoken waits. */
  isHeld: boolean
  /** Whether the server has a voice. */
  hasVoice: boolean
}

/**
 * Speaks translations that are final, of what is said from the moment on when it is switched on or the language is chosen: what came
 * before is to be read.
 */
export function useSpoken({ transcript, translated, language, isHeld, hasVoice }: ToSpeak): Spoken {
  const hydrated = useHydrated()
  const canSpeak = hydrated && (hasVoice || typeof speechSynthesis !== 'undefined')
  const [isOn, setOn] = useState(false)
  const [queue] = useState(() => new SpokenQueue(hasVoice ? speakWithServer : speakWithBrowser))
  const [fresh] = useState(() => new FreshPassages())
  const transcriptNow = useRef(transcript)
  transcriptNow.current = transcript
  useEffect(() => queue.hold(isHeld), [queue, isHeld])
  useEffect(() => {
    // Before the passages below: those of another language come all at once.
    fresh.begin(transcriptNow.current)
    return () => queue.stop()
  }, [queue, fresh, language, isOn])
  useEffect(() => {
    const texts = fresh.take(translated)
    if (isOn && language) for (const text of texts) queue.add(text, language)
  }, [queue, fresh, translated, language, isOn])
  const toggle = () => setOn(!isOn)
  return { canSpeak, isOn, toggle }
}
