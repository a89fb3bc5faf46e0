import { limits } from '#domain/limits/limits'
import type { UploadTools } from '#domain/uploads/accept-upload.server'
import { makeCanRecognise } from '../web/can-recognise'
import type { ApiHouse } from './endpoint'

/** What files are taken in with. */
export function makeUploadTools({ db, store, probeMedia, findModels }: ApiHouse): UploadTools {
  return {
    db,
    store,
    canRecognise: makeCanRecognise({ findModels }),
    probe: (source) => probeMedia(source, { signal: AbortSignal.timeout(limits.mediaProbeMsMax * 2) }),
  }
}
