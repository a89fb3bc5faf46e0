import { Transform, type TransformCallback } from 'node:stream'

/**
 * Carries a rendered page from React to the response. React writes in pieces of 2 KiB, and whatever comes after would
 * compress, flush and send each on its own, which costs more than rendering. React calls `flush` whenever it has nothing
 * more to give for now, so the pieces until then travel as one.
 */
export class PageStream extends Transform {
  private pieces: Buffer[] = []

  flush(): void {
    if (this.pieces.length === 0) return
    this.push(Buffer.concat(this.pieces))
    this.pieces = []
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.pieces.push(piece)
    done()
  }

  override _flush(done: TransformCallback): void {
    this.flush()
    done()
  }
}
