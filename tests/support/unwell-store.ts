import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { S3Patience } from '#domain/storage/s3-client.server'
import { makeS3Store } from '#domain/storage/s3-store.server'
import type { ObjectStore } from '#domain/storage/object-store'
import { startUnwellStorage, type UnwellStorage } from '#tests/stand-ins/unwell-storage'
import { startS3Server, type S3Server } from './s3-server'

export interface UnwellStore {
  server: S3Server
  storage: UnwellStorage
  /** As the product has it, by way of the storage that may be unwell. */
  store: ObjectStore
  /** The same objects, whatever ails it. */
  behind: ObjectStore
  /** Uploads of several parts that the server still keeps pieces of. */
  countUnfinished(): Promise<number>
  stop(): Promise<void>
}

/** An S3 store that can be made to fail. With less patience than the product has, tests need not wait for it. */
export async function startUnwellStore(patience: Partial<S3Patience> = {}): Promise<UnwellStore> {
  const server = await startS3Server()
  const storage = await startUnwellStorage(server.endpoint)
  const { bucket, region, accessKeyId, secretAccessKey } = server
  const options = { bucket, region, credentials: { accessKeyId, secretAccessKey }, forcePathStyle: true }
  return {
    server,
    storage,
    store: makeS3Store({ ...options, endpoint: storage.endpoint, patience }),
    behind: makeS3Store({ ...options, endpoint: server.endpoint }),
    async countUnfinished() {
      const folder = path.join(server.folder, bucket)
      const uploads = (await readdir(folder)).find((name) => /uploads/.test(name))
      return uploads ? (await readdir(path.join(folder, uploads))).length : 0
    },
    async stop() {
      await storage.stop()
      await server.stop()
    },
  }
}
