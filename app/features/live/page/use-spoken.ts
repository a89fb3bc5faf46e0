import { useEffect, useRef, useState } from 'react'
import { useHydrated } from '~/ui/use-hydrated'
import { speakWithServer } from '../audio/speak-with-server'
import { SpokenQueue, speakWithBrowser } from '../audio/spoken-queue'
import type { TranslatedPassages } from '../client/live-translations'

export interface Spoken {
  /** Whether this browser has voices at all. */
  canSpeak: boolean
  isOn: boolean
  toggle(): void
}

/**
 * Speaks translations that are final, from the moment on when it is switched on. While `isHeld`, as while somebody speaks into the
 * microphone beside it, they wait.
 */
export function useSpoken(
  passages: TranslatedPassages, language: string | null, { isHeld, hasVoice }: { isHeld: boolean; hasVoice: boolean },
): Spoken {
  const hydrated = useHydrated()
  const canSpeak = hydrated && (hasVoice || typeof speechSynthesis !== 'undefined')
  const [isOn, setOn] = useState(false)
  const [queue] = useState(() => new SpokenQueue(hasVoice ? speakWithServer : speakWithBrowser))
  const said = useRef(-1)
  useEffect(() => queue.hold(isHeld), [queue, isHeld])
  useEffect(() => {
    const finals = Object.entries(passages).filter(([id, { isFinal }]) => isFinal && Number(id) > said.current)
    for (const [id, { text }] of finals) {
      said.current = Number(id)
      if (isOn && language) queue.add(text, language)
    }
  }, [queue, passages, language, isOn])
  useEffect(() => {
    said.current = -1
    return () => queue.clear()
  }, [queue, language])
  useEffect(() => () => {
    if (typeof speechSynthesis !== 'undefined') speechSynthesis.cancel()
  }, [])
  const toggle = () => {
    if (isOn) {
      queue.clear()
      if (typeof speechSynthesis !== 'undefined') speechSynthesis.cancel()
    }
    setOn(!isOn)
  }
  return { canSpeak, isOn, toggle }
}
