import type { LiveClient } from '#domain/live/client/live-client'
import type { SoundInput } from './sound-input'
import { readFrames } from './read-sound'
import type { SoundFormat } from './wav-header'

export interface Feeding {
  raw: SoundFormat
  speaker: LiveClient
  /** Aborts when no more sound is wanted. */
  signal: AbortSignal
  /** Resolves when no more sound is taken. */
  over: Promise<unknown>
}

/** Hands sound on as it comes, but reads no further ahead than the input may be. Throws what reading throws. */
export async function feed({ stream, aheadMsMax, stop }: SoundInput, { raw, speaker, signal, over }: Feeding): Promise<void> {
  let isOver = false
  void over.then(() => {
    isOver = true
    stop()
  })
  try {
    for await (const frame of readFrames(stream, raw)) {
      speaker.push(frame)
      if (speaker.state.keptMs > aheadMsMax) await untilStored(speaker, aheadMsMax, over)
    }
  } catch (error) {
    // A stream that is stopped breaks off.
    if (!isOver && !signal.aborted) throw error
  }
}

function untilStored(speaker: LiveClient, keptMsMax: number, over: Promise<unknown>): Promise<unknown> {
  const stored = new Promise<void>((resolve) => {
    const look = () => {
      if (speaker.state.keptMs > keptMsMax) return
      leave()
      resolve()
    }
    const leave = speaker.subscribe(look)
    look()
  })
  return Promise.race([stored, over])
}
