import type { Arrival, Part } from '#domain/storage/arrivals'
import type { ObjectStore } from '#domain/storage/object-store'

export const KIB = 1024
export const MIB = 1024 * KIB

export interface StoreUnderTest {
  store: ObjectStore
  /** Counts what lies in the store besides whole objects: temporary files, parts of unfinished uploads. */
  countLeftovers(): Promise<number>
  /** Where a part can be sent from outside, for so long. */
  addressOf(arrival: Arrival, part: Part, expiresInMs: number): Promise<string>
}

/** What each part of the contract is given. */
export interface ContractCase {
  name: string
  /** Gives the store, and a prefix under which nobody else works. */
  setUp(): Promise<StoreUnderTest & { prefix: string }>
  /** False for servers that mix up what is put under one key at once, which is theirs to promise, not ours. */
  keepsPutsApart: boolean
}
