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

/** Where takes are kept while the server does not hold them. */
export interface TakeStore {
  put(take: Take): Promise<void>
  list(): Promise<Take[]>
  append(takeId: string, kept: KeptFrames): Promise<void>
  /** Forgets batches that end before an index. */
  dropBefore(takeId: string, index: number): Promise<void>
  /** What is kept of a take, from the first frame on; it may begin before what the server has acknowledged. */
  read(takeId: string): Promise<KeptFrames>
  /** Forgets a take and its frames. */
  remove(takeId: string): Promise<void>
}

/** Takes in memory alone, for browsers that store nothing. */
export function makeMemoryTakeStore(): TakeStore {
  const takes = new Map<string, Take>()
  const batches = new Map<string, KeptFrames[]>()
  return {
    async put(take) {
      takes.set(take.id, structuredClone(take))
    },
    async list() {
      return structuredClone([...takes.values()])
    },
    async append(takeId, kept) {
      batches.set(takeId, [...(batches.get(takeId) ?? []), structuredClone(kept)])
    },
    async dropBefore(takeId, index) {
      const left = (batches.get(takeId) ?? []).filter(({ first, frames }) => first + frames.length > index)
      batches.set(takeId, left)
    },
    async read(takeId) {
      return joinBatches(batches.get(takeId) ?? [])
    },
    async remove(takeId) {
      takes.delete(takeId)
      batches.delete(takeId)
    },
  }
}

/** Batches in order, one after the other without gaps, as one. */
export function joinBatches(batches: readonly KeptFrames[]): KeptFrames {
  return { first: batches[0]?.first ?? 0, frames: batches.flatMap(({ frames }) => frames) }
}
