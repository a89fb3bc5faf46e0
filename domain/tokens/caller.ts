import type { Scope } from '../api-keys/scopes'

/** In whose name a request or a connection is made, and with what. */
export interface Caller {
  userId: string
  /** A key of the user's, or a log-in of theirs. */
  credential: { kind: 'key'; id: string; name: string } | { kind: 'login'; id: string }
  scopes: readonly Scope[]
  /** Null for an account on its way out. */
  planCode: string | null
}
