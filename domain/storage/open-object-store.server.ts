import type { Config } from '#domain/config/config.server'
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
  const { endpoint, publicEndpoint, credentials, ...rest } = storage
  return makeObjectStore({
    ...rest, ...(endpoint && { endpoint }), ...(publicEndpoint && { publicEndpoint }), ...(credentials && { credentials }),
  })
}
