/** The stream without its first samples. */
export async function* skipSamples(
  pcm: AsyncIterable<Float32Array>,
  count: number,
): AsyncGenerator<Float32Array, void, undefined> {
  let left = count
  for await (const chunk of pcm) {
    const rest = left > 0 ? chunk.slice(Math.min(left, chunk.length)) : chunk
    left -= chunk.length - rest.length
    if (rest.length > 0) yield rest
  }
}
