import type { ErrorCode } from '#domain/errors/error-codes'
import type { Endpoint } from './endpoint'

/** What any endpoint may refuse with: its caller, its body, or because Steno has a trouble of its own. */
export function refusalsOf({ access, params, query, body, method, refusals = [] }: Endpoint): ErrorCode[] {
  const codes: ErrorCode[] = ['rate_limited', 'internal', 'unavailable', 'database_unavailable', ...refusals]
  if (access !== 'public') codes.push('unauthenticated')
  if (access !== 'public' && access !== 'bearer') codes.push('insufficient_scope')
  if (params || query || body || method === 'POST') codes.push('bad_request')
  if (body) codes.push('unsupported_media_type', 'upload_stalled', 'upload_incomplete')
  if (body && 'json' in body) codes.push('form_too_large')
  if (method === 'POST') codes.push('idempotency_running', 'idempotency_reused')
  return [...new Set(codes)]
}
