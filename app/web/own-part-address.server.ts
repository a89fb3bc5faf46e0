import { signPartClaim, type PartClaim } from '#domain/uploads/part-claim.server'
import { paths } from './paths'
import type { Services } from './services'

/** Makes the addresses at which this process takes parts of uploads itself, seen from its own pages. */
export function makeOwnPartAddress({ config }: Pick<Services, 'config'>): (claim: PartClaim) => string {
  return (claim) => paths.uploadPart(claim.uploadId, claim.number, {
    bytes: claim.bytes, expires: claim.expiresAt, signature: signPartClaim(claim, config.secrets[0]!),
  })
}
