/** Makes vectors of texts: alike in meaning, close together. Vectors have length 1. */
export interface Embedder {
  /** Names the model; vectors of two models can't be compared. */
  readonly model: string
  /** Base languages that it understands; null where it is not known to have limits. */
  readonly languages: readonly string[] | null
  /** Passages that are less alike to a question than this, as a cosine, have nothing to do with it. */
  readonly similarityMin: number
  /** From here on they can be relied on to be about the same; null where nobody knows the model's scale. */
  readonly similaritySure: number | null
  /**
   * One vector for each text, in their order. Texts must not be empty. Throws AppError, `provider_…` for a model on
   * another server, `cancelled` when the signal aborts.
   */
  embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]>
  close(): Promise<void>
}

export interface EmbedOptions {
  /** Whose texts they are: use of a paid model is counted for them. */
  userId: string
  /** Questions go before passages, since somebody waits for them. */
  isQuestion?: boolean
  signal?: AbortSignal
}

/** The vector with length 1; a vector of zeros stays as it is. */
export function toUnitLength(vector: ArrayLike<number>): Float32Array {
  const unit = Float32Array.from(vector)
  let sum = 0
  for (const value of unit) sum += value * value
  const length = Math.sqrt(sum)
  if (length > 0) for (let index = 0; index < unit.length; index++) unit[index]! /= length
  return unit
}
