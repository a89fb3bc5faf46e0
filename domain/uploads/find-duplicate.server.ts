import type { Db } from '#db/client.server'
import { findSameFile } from '../recordings/get-recording.server'

/** The user's newest recording of the very same file that was there before; null too where its hash is not known. */
export async function findDuplicate(db: Db, userId: string, sha256: string | null, recordingId: string) {
  const same = sha256 === null ? null : await findSameFile(db, userId, sha256, recordingId)
  return same && { id: same.id, title: same.title }
}
