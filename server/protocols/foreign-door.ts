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
