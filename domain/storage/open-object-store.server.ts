import type { Config } from '#domain/config/config.server'
import { AppError } from '#domain/errors/app-error'
import { makeObjectStore } from './make-object-store.server'
import { loadOrCreateMasterKeys } from './master-key.server'
import type { ObjectStore } from './object-store'

/** The store that the configuration names. Makes the master keys of a new folder store. */
export async function openObjectStore(
  storage: Config['storage'],
  masterKeysFile: string,
  onWarning: (sentence: string) => void,
): Promise<ObjectStore> {
  if (storage.kind === 'file') {
    return makeObjectStore({ ...storage, masterKeys: await loadOrCreateMasterKeys(masterKeysFile, { onWarning }) })
  }
  const { endpoint, credentials, serverSideEncryption, ...rest } = storage
  if (!credentials) {
    throw new AppError('config_invalid', 'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are not set, but STENO_STORAGE=s3 takes both.')
  }
  return makeObjectStore({
    ...rest,
    ...credentials,
    ...(endpoint && { endpoint }),
    serverSideEncryption: serverSideEncryption !== 'none',
  })
}
