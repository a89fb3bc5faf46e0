import type { Db } from '#db/client.server'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import type { ObjectStore } from '../storage/object-store'
import { findOpenUpload, uploadNotFound } from './own-upload.server'
import { isGoodPartClaim, type PartClaim } from './part-claim.server'
import { listParts } from './part-plan'
import { untrustedBody } from './untrusted-body.server'

export interface SentPart {
  claim: PartClaim
  signature: string
  body: AsyncIterable<Uint8Array>
  signal: AbortSignal
}

/**
 * Takes a part that is sent to Steno itself, from whoever holds its address. Throws AppError `forbidden` for an address
 * that is altered or has expired, `not_found` where the upload is over, `upload_incomplete`, `upload_too_large`,
 * `unavailable` where too many are on their way at once, or a storage error.
 */
export async function receivePart(
  { db, store, secrets }: { db: Db; store: ObjectStore; secrets: readonly string[] }, { claim, signature, body, signal }: SentPart,
): Promise<void> {
  if (!isGoodPartClaim(claim, signature, secrets)) {
    throw new AppError('forbidden', 'This address is not valid, or no longer: ask for the upload again.')
  }
  const upload = await findOpenUpload(db, claim.uploadId)
  const part = upload && listParts(upload)[claim.number - 1]
  if (!upload?.arrival || part?.bytes !== claim.bytes) throw uploadNotFound()
  const bounded = untrustedBody(body, { stallMs: limits.uploadStallMs, signal })
  await store.arrivals.put(upload.arrival, part, bounded, { signal })
}
