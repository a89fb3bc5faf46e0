import { open } from 'node:fs/promises'
import type { MediaSource } from './media'

/** A file on this machine that the user named, such as an argument of the command line. Throws what `open` throws. */
export async function makeFileSource(path: string): Promise<MediaSource & { close(): Promise<void> }> {
  const file = await open(path)
  const { size } = await file.stat()
  return {
    bytes: size,
    async read(start, end) {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(end, size) - start))
      let filled = 0
      while (filled < buffer.length) {
        const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, start + filled)
        // The file was cut while it was read.
        if (bytesRead === 0) break
        filled += bytesRead
      }
      return buffer.subarray(0, filled)
    },
    close: () => file.close(),
  }
}
