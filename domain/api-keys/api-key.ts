import type { Scope } from './scopes'

/** A key as its owner sees it, without the key itself. */
export interface ApiKey {
  id: string
  name: string
  /** How the key begins. */
  start: string
  scopes: Scope[]
  createdAt: Date
  /** To about a minute; null for one that was never used. */
  lastUsedAt: Date | null
}
