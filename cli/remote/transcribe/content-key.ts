import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** SHA-256 of texts, in hex, that no other list of texts has. */
export const hashOf = (...parts: readonly (string | number)[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex')

/** SHA-256 of a file's content, in hex. */
export async function hashFile(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { signal, highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest('hex')
}
