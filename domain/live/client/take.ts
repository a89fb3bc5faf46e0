/** A recording that was begun in this browser and is not known to be finished: what survives a reload, or a killed tab. */
export interface Take {
  id: string
  /** Whose it is; others who log in here do not see it. */
  userId: string
  /** Null until the server has begun a session for it. */
  sessionId: string | null
  /** For resuming without asking the pages. */
  resumeTicket: string | null
  /** Sequence number of the frame with index 0; below 0 where the server holds less than the page has recorded. */
  offset: number
  title: string
  language: string
  modelId: string | null
  /** BCP 47 of the language to translate into; takes of earlier versions have none. */
  translateTo?: string | null
  /** Unix ms. */
  startedAt: number
  /** Whether its owner has asked to finish it. */
  isFinishing: boolean
}

/** Frames of a take, in order, the first of which has this index. */
export interface KeptFrames {
  first: number
  frames: Int16Array[]
}

/** Which frames of a take are kept: from the one with index `first` up to the one before `end`. */
export interface KeptSpan {
  first: number
  end: number
}

/** Where takes are kept while the server does not hold them. */
export interface TakeStore {
  put(take: Take): Promise<void>
  list(): Promise<Take[]>
  append(takeId: string, kept: KeptFrames): Promise<void>
  /** Forgets batches that end before an index. */
  dropBefore(takeId: string, index: number): Promise<void>
  /** What is kept of a take; it may begin before what the server has acknowledged. */
  span(takeId: string): Promise<KeptSpan>
  /** Some of the frames from an index on: those that are kept and follow on each other, at most so many. */
  read(takeId: string, from: number, most: number): Promise<KeptFrames>
  /** Forgets a take and its frames. */
  remove(takeId: string): Promise<void>
}

/** Takes in memory alone, for browsers that store nothing. */
export function makeMemoryTakeStore(): TakeStore {
  const takes = new Map<string, Take>()
  const batches = new Map<string, KeptFrames[]>()
  const batchesOf = (takeId: string) => batches.get(takeId) ?? []
  return {
    async put(take) {
      takes.set(take.id, structuredClone(take))
    },
    async list() {
      return structuredClone([...takes.values()])
    },
    async append(takeId, { first, frames }) {
      // The frames themselves: nobody changes them, and this memory is all that there is.
      batches.set(takeId, [...batchesOf(takeId), { first, frames }])
    },
    async dropBefore(takeId, index) {
      batches.set(takeId, batchesOf(takeId).filter(({ first, frames }) => first + frames.length > index))
    },
    async span(takeId) {
      const last = batchesOf(takeId).at(-1)
      return { first: batchesOf(takeId)[0]?.first ?? 0, end: last ? last.first + last.frames.length : 0 }
    },
    async read(takeId, from, most) {
      return joinBatches(batchesOf(takeId).filter(({ first, frames }) => first + frames.length > from), from, most)
    },
    async remove(takeId) {
      takes.delete(takeId)
      batches.delete(takeId)
    },
  }
}

/** Of batches in order, the frames from an index on that follow on each other, at most so many. */
export function joinBatches(batches: readonly KeptFrames[], from: number, most: number): KeptFrames {
  const first = Math.max(from, batches[0]?.first ?? from)
  const frames: Int16Array[] = []
  for (const batch of batches) {
    const next = first + frames.length
    if (batch.first > next) break
    frames.push(...batch.frames.slice(next - batch.first))
  }
  return { first, frames: frames.slice(0, most) }
}

/** All frames of a take that a store keeps within a span, a part at a time; they end early where the rest is gone. */
export async function* readKept(store: Pick<TakeStore, 'read'>, takeId: string, { first, end }: KeptSpan): AsyncGenerator<KeptFrames> {
  for (let next = first; next < end;) {
    const kept = await store.read(takeId, next, Math.min(PART_FRAMES, end - next))
    if (kept.frames.length === 0) return
    yield kept
    next = kept.first + kept.frames.length
  }
}

/** A minute. */
const PART_FRAMES = 600
