/** The 16-bit samples that the 256 bytes of a telephone's code stand for: ITU-T G.711. */
export type G711Table = Int16Array

/** μ-law, of North America and Japan. */
export const ulawTable: G711Table = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = ~byte & 0xff
  const magnitude = ((((code & 0x0f) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84
  return code & 0x80 ? -magnitude : magnitude
})

/** A-law, of the rest of the world. */
export const alawTable: G711Table = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ 0x55
  const exponent = (code & 0x70) >> 4
  const step = ((code & 0x0f) << 4) + 8
  const magnitude = exponent === 0 ? step : (step + 0x100) << (exponent - 1)
  return code & 0x80 ? magnitude : -magnitude
})

/** One sample for each byte. */
export function decodeG711(bytes: Uint8Array, table: G711Table): Int16Array {
  return Int16Array.from(bytes, (byte) => table[byte]!)
}
