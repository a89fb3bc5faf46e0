import { quotaReasons } from '#domain/quota/quota-error.server'
import { readCredential } from '../authenticate'
import { BEAT, type Dialect } from '../dialect'
import type { Problem } from '../problem'

/** Statuses that OpenAI's own clients take for a reason to send everything again. */
const isRetried = (status: number) => [408, 409, 429].includes(status) || status >= 500

/** Heeded by OpenAI's own clients. */
const STAY: Record<string, string> = { 'x-should-retry': 'false' }

/** That of OpenAI's REST API: bearers, `{error: {message, type, param, code}}`, and events that carry their name inside. */
export const openAiDialect: Dialect = {
  readCredential: (request) => readCredential(request, ['Bearer']),
  refuse(problem, { hasRecording }) {
    const { status, type, code } = describe(problem)
    // Sent again, a file would be transcribed and charged a second time.
    const isFinal = isRetried(status) && (hasRecording || !problem.retryable)
    return {
      status,
      headers: isFinal ? STAY : {},
      type: 'application/json',
      body: { error: { message: problem.detail, type, param: problem.field ?? null, code } },
    }
  },
  writeEvent: (event, data) => (event === '' ? BEAT : `data: ${JSON.stringify(data)}\n\n`),
  knowsIdempotency: false,
}

/** What OpenAI would call it, where it has a name for it; else our own code. */
function describe({ status, code, field }: Problem): { status: number; type: string; code: string | null } {
  if (quotaReasons.some((reason) => reason === code)) return { status: 429, type: 'insufficient_quota', code: 'insufficient_quota' }
  switch (code) {
    case 'unauthenticated': return { status, type: 'invalid_request_error', code: 'invalid_api_key' }
    case 'insufficient_scope': return { status, type: 'invalid_request_error', code: 'insufficient_permissions' }
    case 'rate_limited':
    case 'too_many_attempts': return { status, type: 'requests', code: 'rate_limit_exceeded' }
    case 'bad_request': return { status, type: 'invalid_request_error', code: field === undefined ? null : 'invalid_value' }
    // It will not pass by waiting.
    case 'llm_not_configured': return { status: 400, type: 'invalid_request_error', code }
  }
  if (status >= 500) return { status, type: 'server_error', code }
  return { status: status === 422 || status === 415 ? 400 : status, type: 'invalid_request_error', code }
}
