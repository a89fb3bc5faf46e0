import { gatherWav } from '#domain/audio/wav'

/** What was not sent, as a WAV file; null where the browser cannot read what it keeps. Never rejects. */
export async function readUnsent(read: () => AsyncIterable<readonly Int16Array[]>): Promise<Blob | null> {
  try {
    return await gatherWav(read())
  } catch {
    return null
  }
}
