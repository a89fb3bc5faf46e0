/** A vector of length 1 in which every word of a text adds to a few places of its own: texts that share words are near. */
export function embedWords(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0)
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    let hash = 2166136261
    for (const char of word) hash = Math.imul(hash ^ char.codePointAt(0)!, 16777619) >>> 0
    for (let place = 0; place < 4; place++) {
      vector[hash % dimensions]! += hash & 64 ? 1 : -1
      hash = Math.imul(hash ^ (hash >>> 13), 1597334677) >>> 0
    }
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}
