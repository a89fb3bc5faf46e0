import type { Db } from '#db/client.server'
import type { MediaFacts, MediaSource } from '#domain/audio/media'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import type { Services as Understanding } from '#domain/services/make-services.server'
import type { Disk } from '#domain/storage/measure-disk.server'
import type { ObjectStore } from '#domain/storage/object-store'
import type { Logger } from 'pino'

/** What the pages need of the configuration. */
export interface WebConfig {
  /** Origin where users reach Steno. */
  publicUrl: string
  /** Where browsers reach the live server, `ws:` or `wss:`. */
  liveUrl: string
  /** Proxies in front whose word about the client is taken. */
  trustProxy: number
  /** Signs cookies. The first signs, the others still verify. */
  secrets: string[]
  /** Whether visitors may make accounts; the first account always may be made. */
  registrationOpen: boolean
  /** Who changes the plan of an account: its user, or administrators alone. */
  planChoice: 'users' | 'administrators'
  /** Origins whose pages may use the API from a browser; `*` is any. */
  apiOrigins: readonly string[]
  /** ISO 4217 code of the currency that plans are priced in. */
  currency: string
  /** Whether requests are served from source by Vite instead of from the build. */
  development: boolean
}

/** A change of one recording, as PostgreSQL announces it on the channel `steno_recording`. */
export interface RecordingEvent {
  userId: string
  recordingId: string
  status: string
  progressMs: number
  totalMs: number | null
}

/** Changes of recordings, as they are committed. */
export interface RecordingEvents {
  /**
   * Calls the listener for every change of this user's recordings until the returned function is called, and `onMissed`
   * where changes may have gone by unheard.
   */
  subscribe(userId: string, listener: (event: RecordingEvent) => void, onMissed: () => void): () => void
}

/**
 * Everything that routes may use of the process they run in. Routes live in the Vite bundle and the process outside of it,
 * so nothing is shared through modules: this is the only door.
 */
export interface Services {
  config: WebConfig
  db: Db
  store: ObjectStore
  events: RecordingEvents
  logger: Logger
  /** Aborts when the process is about to end: answers without an end, such as event streams, end then. */
  stopping: AbortSignal
  /** Looks at untrusted media in a child process. */
  probeMedia(source: MediaSource, options: { signal: AbortSignal }): Promise<MediaFacts>
  /** Path of the recording that comes with Steno, for whoever wants to see it work. */
  sampleFile: string
  /** What understands transcripts. */
  understanding: Understanding
  /** The room on the disk that holds the data folder; null where the system does not say. */
  measureDisk(): Promise<Disk | null>
  /** The recognition models that can be used now. */
  findModels(): Promise<InstalledModel[]>
}
