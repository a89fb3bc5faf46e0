import { eq } from 'drizzle-orm'
import { beforeEach } from 'vitest'
import type { Db } from '#db/client.server'
import { objectDeletions } from '#db/schema/object-deletions'
import { getUsage } from '#domain/accounts/plan.server'
import { probeMedia } from '#domain/audio/probe-media.server'
import { listRecordings } from '#domain/recordings/list-recordings.server'
import type { ObjectStore } from '#domain/storage/object-store'
import { acceptUpload, type Upload } from '#domain/uploads/accept-upload.server'
import type { UploadTools } from '#domain/uploads/upload-tools'
import { addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { tone, wavFile } from './media-fixtures'
import { useStore } from './use-store'

/** A second of sound. */
export const second = wavFile(tone({ hz: 440, ms: 1000 }))
/** No recording at all. */
export const text = Buffer.from('Dear reader,\n\nthis is no recording.\n'.repeat(50))

/** A body in four pieces, before one of which something happens. */
export async function* inPieces(bytes: Uint8Array, beforeThe?: { piece: number; run(): unknown }) {
  const size = Math.ceil(bytes.length / 4)
  for (let piece = 0; piece < 4; piece++) {
    if (beforeThe?.piece === piece) await beforeThe.run()
    yield bytes.subarray(piece * size, (piece + 1) * size)
  }
}

/** A database for the tests of a file, and for each an empty store and a new user, whose uploads are looked at. */
export function useUploads() {
  const test = useDatabase()
  const storage = useStore()
  const uploads = {
    get db(): Db {
      return test.db
    },
    get store(): ObjectStore {
      return storage.store
    },
    userId: '',
    /** Uploads a second of sound, but for what is given. */
    accept(upload: Partial<Upload> = {}, tools: Partial<UploadTools> = {}) {
      const usual = { db: test.db, store: uploads.store, canRecognise: async () => undefined, probe: probeMedia }
      const { userId } = uploads
      const signal = new AbortController().signal
      const whole = { userId, fileName: 'talk.wav', language: 'en', body: inPieces(second), signal }
      return acceptUpload({ ...usual, ...tools }, { ...whole, ...upload })
    },
    async recordings() {
      return (await listRecordings(test.db, uploads.userId)).items
    },
    async usage() {
      const { usageCount, usedMs } = await getUsage(test.db, uploads.userId)
      return { usageCount, usedMs }
    },
    async storedKeys() {
      const keys: string[] = []
      for await (const object of uploads.store.list(`recordings/${uploads.userId}/`)) keys.push(object.key)
      return keys
    },
    /** How often the outbox has the object of a recording of the user's. */
    async discarded(recordingId: string) {
      const key = `recordings/${uploads.userId}/${recordingId}/original`
      return (await test.db.select().from(objectDeletions).where(eq(objectDeletions.objectKey, key))).length
    },
  }
  beforeEach(async () => {
    uploads.userId = await addUser(test.db)
  })
  return uploads
}
