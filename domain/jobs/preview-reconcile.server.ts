import type { Db } from '#db/client.server'
import type { ObjectStore, StoredObject } from '#domain/storage/object-store'
import { findAbandonedUploads, isSettled, judgeOrphans, lookForAudio, type AudioFound, type Refusal } from './reconcile-objects.server'
import { findUnknown, listStore } from './store-listing.server'

export interface ReconcilePreview {
  /** Of all that storage holds of ours. */
  objects: number
  bytes: number
  /** Objects without a row that are old enough to go; with a refusal they are left alone. By key, as all lists here. */
  orphans: StoredObject[]
  refusal: Refusal
  /** Objects without a row that are too young to be judged. */
  young: StoredObject[]
  /** Ids of recordings whose upload would be given up. */
  abandoned: string[]
  /** Finished recordings without their audio; they stay, with a note. */
  missing: AudioFound[]
}

/** What the comparison of storage and database would do now; looks, and changes nothing. `now` is Unix ms. */
export async function previewReconcile(db: Db, store: ObjectStore, now = Date.now()): Promise<ReconcilePreview> {
  const all = new Map<string, StoredObject>()
  const listing = await listStore(store, (object) => void all.set(object.key, object))
  const abandoned = await findAbandonedUploads(db)
  const unknown = new Set(await findUnknown(db, [...all.keys()]))
  // What such an upload has left is an orphan as soon as it is given up, which comes first.
  const givenUp = new Map(abandoned.map(({ id, key }) => [id, key]))
  for (const key of all.keys()) {
    const id = key.split('/')[2] ?? ''
    if (givenUp.has(id) && givenUp.get(id) !== key) unknown.add(key)
  }
  const strangers = [...unknown].sort().map((key) => all.get(key)!)
  const isOld = ({ modifiedAt }: StoredObject) => isSettled(modifiedAt.getTime(), now)
  const orphans = strangers.filter(isOld)
  const missing: AudioFound[] = []
  for await (const found of lookForAudio(db, store, listing)) if (found.isMissing) missing.push(found)
  return {
    objects: all.size,
    bytes: [...all.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    orphans,
    refusal: await judgeOrphans(db, store, listing, orphans.length),
    young: strangers.filter((object) => !isOld(object)),
    abandoned: abandoned.map(({ id }) => id).sort(),
    missing: missing.sort((one, other) => (one.key < other.key ? -1 : 1)),
  }
}
