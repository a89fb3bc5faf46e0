import type { Locale } from './account-fields'

/** Whoever is logged in, as far as every page needs to know. */
export interface SessionUser {
  id: string
  email: string
  userName: string
  role: 'user' | 'admin'
  name: string
  avatarUrl: string | null
  locale: Locale | null
  /** When the session ends unless it is used before; the cookie may be prolonged to the same moment. */
  sessionExpiresAt: Date
}
