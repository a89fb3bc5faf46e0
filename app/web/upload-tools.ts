import { limits } from '#domain/limits/limits'
import type { UploadTools } from '#domain/uploads/upload-tools'
import { makeCanRecognise } from './can-recognise'
import type { Services } from './services'

/** What takes uploads in, of this process. A look at a file goes on when whoever sent it has gone. */
export function makeUploadTools(services: Pick<Services, 'db' | 'store' | 'probeMedia' | 'findModels'>): UploadTools {
  const { db, store, probeMedia } = services
  return {
    db, store, canRecognise: makeCanRecognise(services),
    probe: (source) => probeMedia(source, { signal: AbortSignal.timeout(limits.mediaProbeMsMax * 2) }),
  }
}
