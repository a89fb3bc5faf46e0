import { CLIENT_SECRET_PREFIX } from '#domain/live/client-secret.server'

/** What of an upgrade may show who asks. */
export interface ShownHeaders {
  authorization: string
  /** The `Sec-WebSocket-Protocol` header. */
  protocols: string
  query: URLSearchParams
}

export interface Shown {
  /** Null where nothing is shown. */
  credential: string | null
  /** The subprotocol to answer with; empty for none. */
  protocol: string
  /** It stands in the address, where logs keep it: a lasting key has no place there. */
  isInAddress: boolean
}

/** Before the secret in a subprotocol of its own, as OpenAI's browser clients have it. */
const OPENAI_PREFIX = 'openai-insecure-api-key.'

/**
 * The credential of a client of another protocol (server/SPEC.md 9.2): `Authorization: Bearer | Token | Basic …`, of the last its password;
 * or the subprotocols `token,<key>`, `bearer,<token>` or `openai-insecure-api-key.<key>`; or, as the last resort, `?token=`.
 */
export function readCredential({ authorization, protocols, query }: ShownHeaders): Shown {
  const offered = protocols.split(',').map((protocol) => protocol.trim()).filter(Boolean)
  const pair = offered.findIndex((protocol) => /^(token|bearer)$/i.test(protocol))
  const openAi = offered.find((protocol) => protocol.startsWith(OPENAI_PREFIX))?.slice(OPENAI_PREFIX.length)
  const protocol = offered.find((one) => one === 'realtime') ?? offered[pair] ?? ''
  const shown = readAuthorization(authorization) ?? openAi ?? (pair < 0 ? undefined : offered[pair + 1])
  if (shown !== undefined) return { credential: shown, protocol, isInAddress: false }
  return { credential: query.get('token'), protocol, isInAddress: query.has('token') }
}

function readAuthorization(header: string): string | undefined {
  const [, scheme, value] = /^(Bearer|Token|Basic) +(\S+) *$/i.exec(header) ?? []
  if (scheme?.toLowerCase() !== 'basic') return value
  const [name = '', ...password] = Buffer.from(value!, 'base64').toString().split(':')
  return password.join(':') || name || undefined
}

/** Whether what stands in an address may stand there. */
export function mayStandInAddress(credential: string): boolean {
  return credential.startsWith(CLIENT_SECRET_PREFIX)
}
