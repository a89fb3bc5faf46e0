import { limits } from '../limits/limits'
import { toUnitLength, type EmbedOptions, type Embedder } from './embedder'
import { splitText } from './split-text'

/**
 * One vector for each text. Models refuse what is too long for them, and a single segment may be: such a text is
 * embedded in pieces, and its vector is the middle of theirs. Throws AppError, as the embedder does.
 */
export async function embedTexts(
  embedder: Embedder, texts: readonly string[], options: EmbedOptions,
): Promise<Float32Array[]> {
  const pieces = texts.map((text) => splitText(text, limits.embeddingTextTokensMax))
  const vectors = await embedder.embed(pieces.flat(), options)
  let at = 0
  return pieces.map(({ length }) => middleOf(vectors.slice(at, (at += length))))
}

function middleOf(vectors: readonly Float32Array[]): Float32Array {
  const [first] = vectors
  if (!first || vectors.length === 1) return first!
  return toUnitLength(first.map((_, place) => vectors.reduce((sum, vector) => sum + vector[place]!, 0)))
}
