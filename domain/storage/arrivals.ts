/** Parts on their way in that will be one object. */
export interface Arrival {
  /** Where the object will be. */
  key: string
  /** The store's own name for its parts. */
  id: string
}

/** A part as it has to be. */
export interface Part {
  /** Counts from 1. */
  number: number
  bytes: number
}

export interface ArrivedPart extends Part {
  arrivedAt: Date
}

/**
 * Objects that come in parts, in any order, each as often as it takes. Nothing of them can be read before they are joined,
 * and nothing of the joined object can be changed by way of its parts.
 */
export interface Arrivals {
  /** Where senders reach the store by addresses that it signs; null where their parts go through Steno. */
  readonly origin: string | null
  begin(key: string, options?: { contentType?: string }): Promise<Arrival>
  /**
   * An address that takes a PUT of this one part, of just its length, without any other credential. Throws where `origin`
   * is null.
   */
  sign(arrival: Arrival, part: Part, expiresInMs: number): Promise<string>
  /**
   * Takes a part; resolves when it is durable. Throws AppError `upload_incomplete` or `upload_too_large` for one of another
   * length, `object_not_found` where the store knows that the arrival is over, `unavailable` where too many are on their way
   * at once, or a storage error; nothing is kept then.
   */
  put(arrival: Arrival, part: Part, body: AsyncIterable<Uint8Array>, options?: { signal?: AbortSignal }): Promise<void>
  /** Those that have arrived, in order; none where the arrival is over. */
  list(arrival: Arrival): Promise<ArrivedPart[]>
  /**
   * Makes the object of just these parts; done once more, it changes nothing. The parts may stay until they are dropped.
   * The hash is null where the bytes did not pass through here. Throws AppError `upload_incomplete` where parts are missing.
   */
  join(arrival: Arrival, parts: readonly Part[]): Promise<{ bytes: number; sha256: string | null }>
  /** Gives up what has arrived; the joined object stays. No error where there is nothing. */
  drop(arrival: Arrival): Promise<void>
}
