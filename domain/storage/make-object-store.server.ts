import { makeFileStore, type FileStoreOptions } from './file-store.server'
import type { ObjectStore } from './object-store'
import { makeS3Store, type S3StoreOptions } from './s3-store.server'

export type ObjectStoreOptions = ({ kind: 'file' } & FileStoreOptions) | ({ kind: 's3' } & S3StoreOptions)

/** The one place that knows every kind of store. Opens nothing yet: `check` tells whether the store works. */
export function makeObjectStore(options: ObjectStoreOptions): ObjectStore {
  switch (options.kind) {
    case 'file':
      return makeFileStore(options)
    case 's3':
      return makeS3Store(options)
  }
}
