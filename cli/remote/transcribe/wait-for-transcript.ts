import { setTimeout as sleep } from 'node:timers/promises'
import type { Recording } from '../../../client/recordings'
import type { StenoClient } from '../../../client/steno-client'
import { isPassing } from '../failure'

export interface Waiting {
  signal: AbortSignal
  /** How long the server may be away before the wait is given up, in milliseconds. */
  awayMsMax: number
  onProgress(recording: Recording): void
  onAway(): void
}

const AGAIN_MS = 2_000

/** The recording once it is done, has failed or is cancelled; null once it is deleted. Outlives lost connections. */
export async function waitForTranscript(client: StenoClient, id: string, waiting: Waiting): Promise<Recording | null> {
  const { signal, awayMsMax, onProgress, onAway } = waiting
  for (let awaySince: number | null = null; ;) {
    try {
      for await (const told of client.recordings.events(id, { signal })) {
        awaySince = null
        if (told.event === 'deleted') return null
        onProgress(told.data)
        if (['done', 'failed', 'cancelled'].includes(told.data.status)) return told.data
      }
      return null
    } catch (error) {
      signal.throwIfAborted()
      awaySince ??= Date.now()
      if (!isPassing(error) || Date.now() - awaySince > awayMsMax) throw error
      onAway()
      await sleep(AGAIN_MS, undefined, { signal })
    }
  }
}
