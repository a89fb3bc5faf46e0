import { LIVE_PROTOCOL, TICKET_PREFIX, WATCH_PREFIX } from '#domain/live/protocol'
import { verifyLiveTicket, type TicketClaims } from '#domain/live/ticket.server'

export interface UpgradeRequest {
  /** The `Sec-WebSocket-Protocol` header. */
  protocols: string
  /** Empty where there is none: only browsers send one. */
  origin: string
}

export interface UpgradeRules {
  /** Origin of the pages. */
  publicUrl: string
  secret: string
}

export interface UpgradeRefusal {
  status: '400 Bad Request' | '401 Unauthorized' | '403 Forbidden' | '429 Too Many Requests'
  sentence: string
}

/** Whether a speaker may connect, and as whom: server/SPEC.md 1.1–1.3. */
export function judgeUpgrade(request: UpgradeRequest, rules: UpgradeRules): TicketClaims | UpgradeRefusal {
  const offered = judgeOffer(request, rules, TICKET_PREFIX)
  if (typeof offered !== 'string') return offered
  const claims = verifyLiveTicket(offered, rules.secret)
  return claims ?? { status: '401 Unauthorized', sentence: 'The ticket is not valid any more: ask the pages for another.' }
}

/** Whether a viewer may connect, and with which token: SPEC 7.2. The token is not looked up yet. */
export function judgeViewer(request: UpgradeRequest, rules: UpgradeRules): string | UpgradeRefusal {
  return judgeOffer(request, rules, WATCH_PREFIX)
}

function judgeOffer({ protocols, origin }: UpgradeRequest, rules: UpgradeRules, prefix: string): string | UpgradeRefusal {
  const offered = protocols.split(',').map((protocol) => protocol.trim())
  if (!offered.includes(LIVE_PROTOCOL)) {
    return { status: '400 Bad Request', sentence: `Offer the subprotocol ${LIVE_PROTOCOL}.` }
  }
  if (origin !== '' && !isOwnOrigin(origin, rules.publicUrl)) {
    return { status: '403 Forbidden', sentence: `Only pages of ${rules.publicUrl} may connect.` }
  }
  const secret = offered.find((protocol) => protocol.startsWith(prefix))
  if (!secret) return { status: '401 Unauthorized', sentence: `Offer a subprotocol ${prefix}<…> beside it.` }
  return secret.slice(prefix.length)
}

/** Whether a page of that origin may connect with a credential of its own: Steno's own pages, and those of `apiOrigins` (`*` is any). */
export function isAllowedOrigin(origin: string, publicUrl: string, apiOrigins: readonly string[]): boolean {
  return apiOrigins.includes('*') || apiOrigins.includes(origin) || isOwnOrigin(origin, publicUrl)
}

/** On this machine itself the pages are reached under several names. */
const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

function isOwnOrigin(origin: string, publicUrl: string): boolean {
  const own = new URL(publicUrl)
  if (origin === own.origin) return true
  if (!loopbackNames.includes(own.hostname)) return false
  const port = own.port && `:${own.port}`
  return loopbackNames.some((name) => origin === `${own.protocol}//${name}${port}`)
}
