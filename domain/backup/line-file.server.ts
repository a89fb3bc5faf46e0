import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'

export interface WrittenFile {
  /** Of the compressed file. */
  bytes: number
  sha256: string
}

/** Writes lines into a new compressed file; resolves when it is on the disk. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<WrittenFile> {
  const hash = createHash('sha256')
  let bytes = 0
  const metered = new PassThrough({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  async function* ended(): AsyncGenerator<string> {
    for await (const line of lines) yield `${line}\n`
  }
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true })
  await pipeline(Readable.from(ended()), createGzip(), metered, file)
  return { bytes, sha256: hash.digest('hex') }
}

/** The lines of such a file. */
export async function* readLines(path: string): AsyncGenerator<string> {
  const unpacked = createGunzip()
  // A failure of either ends the loop with it.
  const reading = pipeline(createReadStream(path), unpacked)
  reading.catch(() => undefined)
  // Not with readline, to which U+2028 ends a line too, and people's texts hold it.
  let rest = ''
  for await (const chunk of unpacked.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    yield* lines
  }
  await reading
}

/** What a file on the disk is, to be compared with what was written. */
export async function digestFile(path: string): Promise<WrittenFile> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { bytes, sha256: hash.digest('hex') }
}
