import { limits } from '../limits/limits'
import type { Part } from '../storage/arrivals'
import type { ObjectStore } from '../storage/object-store'
import { listArrived } from './list-arrived.server'
import type { PartUpload } from './own-upload.server'
import type { PartClaim } from './part-claim.server'
import { countParts, listParts } from './part-plan'

export interface AddressTools {
  store: ObjectStore
  /** The address at which Steno itself takes a part. */
  ownAddress(claim: PartClaim): string
}

/** How an upload stands, and where what is missing goes. */
export interface DescribedUpload {
  id: string
  recordingId: string
  /** `completed`: all of it is in the queue, or past it; `ended`: refused, cancelled or given up. */
  state: 'open' | 'completed' | 'ended'
  bytes: number
  partBytes: number
  partCount: number
  expiresAt: Date
  /** Numbers of the parts that have arrived. */
  arrived: number[]
  /** The next ones to be sent, `limits.uploadUrlsMax` at most; each is to be PUT to its address. */
  parts: (Part & { url: string })[]
  urlsExpireAt: Date
}

/** Throws the storage's AppErrors. */
export async function describeUpload(
  { store, ownAddress }: AddressTools, upload: PartUpload, now = Date.now(),
): Promise<DescribedUpload> {
  const { id, recordingId, bytes, partBytes, expiresAt, arrival, status, queuedAt } = upload
  const all = listParts(upload)
  const isOpen = status === 'uploading'
  const wasTaken = queuedAt !== null
  const lengths = new Map(isOpen && arrival && !upload.isStored
    ? (await listArrived(store, arrival, upload)).map((part) => [part.number, part.bytes]) : [])
  const hasAll = wasTaken || upload.isStored
  const arrived = hasAll ? all : all.filter((part) => lengths.get(part.number) === part.bytes)
  const urlsExpireAt = new Date(Math.min(now + limits.uploadUrlMs, expiresAt.getTime()))
  const missing = all.filter((part) => lengths.get(part.number) !== part.bytes)
  const next = isOpen && arrival && !hasAll && urlsExpireAt.getTime() > now ? missing.slice(0, limits.uploadUrlsMax) : []
  const addressOf = (part: Part) => (store.arrivals.origin === null
    ? ownAddress({ uploadId: id, ...part, expiresAt: urlsExpireAt.getTime() })
    : store.arrivals.sign(arrival!, part, urlsExpireAt.getTime() - now))
  return {
    id, recordingId, bytes, partBytes, partCount: countParts(upload), expiresAt, urlsExpireAt,
    state: isOpen ? 'open' : wasTaken ? 'completed' : 'ended',
    arrived: arrived.map(({ number }) => number),
    parts: await Promise.all(next.map(async (part) => ({ ...part, url: await addressOf(part) }))),
  }
}
