import type { Db } from '#db/client.server'
import type { MediaFacts, MediaSource } from '../audio/media'
import type { ModelWish } from '../models/choose-model'
import type { ObjectStore } from '../storage/object-store'

/** What takes uploads in. */
export interface UploadTools {
  db: Db
  store: ObjectStore
  /** Throws an AppError, as chooseModel does, where the language or the model of a recording cannot be had here. */
  canRecognise(wish: ModelWish): Promise<void>
  /** probeMedia. */
  probe(source: MediaSource): Promise<MediaFacts>
}
