const SAMPLE_BYTES = Float32Array.BYTES_PER_ELEMENT

/** Regroups bytes of 32-bit little-endian floats into arrays of `samples` samples; only the last may be shorter. */
export async function* pcmChunks(
  bytes: AsyncIterable<Uint8Array>,
  samples: number,
): AsyncGenerator<Float32Array, void, undefined> {
  let chunk = new Uint8Array(samples * SAMPLE_BYTES)
  let filled = 0
  for await (const part of bytes) {
    for (let at = 0; at < part.length;) {
      const piece = part.subarray(at, at + chunk.length - filled)
      chunk.set(piece, filled)
      filled += piece.length
      at += piece.length
      if (filled < chunk.length) continue
      yield new Float32Array(chunk.buffer)
      chunk = new Uint8Array(samples * SAMPLE_BYTES)
      filled = 0
    }
  }
  if (filled >= SAMPLE_BYTES) yield new Float32Array(chunk.buffer, 0, Math.floor(filled / SAMPLE_BYTES))
}
