import { createCipheriv, createDecipheriv } from 'node:crypto'

/** Plain bytes in every frame but the last, which holds 0 to this many. Part of the format: never change it. */
export const frameBytes = 64 * 1024
export const frameTagBytes = 16
export const sealedFrameBytes = frameBytes + frameTagBytes

/** An empty object has one frame too, so that its emptiness is authenticated. */
export function frameCount(plainBytes: number): number {
  return Math.max(1, Math.ceil(plainBytes / frameBytes))
}

/** Length of the sealed frames of so many plain bytes. */
export function sealedBytes(plainBytes: number): number {
  return plainBytes + frameCount(plainBytes) * frameTagBytes
}

/** Length of the plain content behind so many bytes of sealed frames; null when no content seals to that length. */
export function plainBytes(sealed: number): number | null {
  const plain = sealed - Math.ceil(sealed / sealedFrameBytes) * frameTagBytes
  return plain >= 0 && sealedBytes(plain) === sealed ? plain : null
}

/**
 * A data key seals one object only and an index occurs once in it, so index and last-frame flag make a nonce that never
 * repeats. A frame that is moved, and an end that is cut or extended, thus fails authentication.
 */
function frameNonce(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeUInt32BE(index, 7)
  nonce.writeUInt8(isLast ? 1 : 0, 11)
  return nonce
}

/** AES-256-GCM: as many bytes as the plain frame, then the tag. */
export function sealFrame(dataKey: Buffer, index: number, isLast: boolean, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', dataKey, frameNonce(index, isLast), { authTagLength: frameTagBytes })
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** Throws when the frame is not the one that was sealed at this place with this key. */
export function openFrame(dataKey: Buffer, index: number, isLast: boolean, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', dataKey, frameNonce(index, isLast), { authTagLength: frameTagBytes })
  decipher.setAuthTag(sealed.subarray(-frameTagBytes))
  const plain = decipher.update(sealed.subarray(0, -frameTagBytes))
  // Nothing is given out before the tag has been found right.
  decipher.final()
  return plain
}

/** Seals a stream of any chunk sizes, frame by frame. At least one frame comes out. */
export async function* sealFrames(dataKey: Buffer, body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const frame = Buffer.allocUnsafe(frameBytes)
  let filled = 0
  let index = 0
  for await (const chunk of body) {
    let taken = 0
    while (taken < chunk.length) {
      // A full frame waits for one more byte, because only then is it known not to be the last.
      if (filled === frameBytes) {
        yield sealFrame(dataKey, index, false, frame)
        index += 1
        filled = 0
      }
      const part = chunk.subarray(taken, taken + frameBytes - filled)
      frame.set(part, filled)
      filled += part.length
      taken += part.length
    }
  }
  yield sealFrame(dataKey, index, true, frame.subarray(0, filled))
}
