import type { Client } from './identify-client'
import type { ForeignProtocol } from './foreign-protocol'

/** Why a connection is not opened. */
export interface DoorRefusal {
  status: 400 | 401 | 403 | 429 | 503
  sentence: string
}

/** One other protocol as the server offers it. */
export interface ForeignDoor {
  path: string
  /** What connections of it begin with, or why the query is not acceptable. */
  prepare(query: URLSearchParams): ((client: Client) => ForeignProtocol) | DoorRefusal
  /** The refusal in the protocol's own words. */
  describe(refusal: DoorRefusal): { contentType: string; body: string }
}

/** Whether the recording is not to be stored: `Steno-Store: false`, or where headers cannot be set `?store=false`, `?steno_store=false`. */
export function wantsNoStore(header: string, query: URLSearchParams): boolean {
  return [header, query.get('store'), query.get('steno_store')].some((text) => text?.trim().toLowerCase() === 'false')
}
