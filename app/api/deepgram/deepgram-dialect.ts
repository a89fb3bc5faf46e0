import { quotaReasons } from '#domain/quota/quota-error.server'
import { readCredential } from '../authenticate'
import { BEAT, type Dialect } from '../dialect'
import type { Problem } from '../problem'

/** Statuses that Deepgram's own clients take for a reason to send everything again. */
const isRetried = (status: number) => [408, 429].includes(status) || status >= 500

/** That of Deepgram's REST API: `Token` beside `Bearer`, and `{err_code, err_msg, request_id}`. */
export const deepgramDialect: Dialect = {
  readCredential: (request) => readCredential(request, ['Token', 'Bearer']),
  refuse(problem, { hasRecording }) {
    const { status, code } = describe(problem)
    return {
      // Sent again, a file would be transcribed and charged a second time, and there is no header that says so.
      status: isRetried(status) && hasRecording ? 409 : status,
      type: 'application/json',
      body: { err_code: code, err_msg: problem.detail, request_id: problem.requestId ?? '' },
    }
  },
  writeEvent: (event, data) => (event === '' ? BEAT : `data: ${JSON.stringify(data)}\n\n`),
  knowsIdempotency: false,
}

function describe({ status, code }: Problem): { status: number; code: string } {
  if (quotaReasons.some((reason) => reason === code)) return { status: 402, code: 'ASR_PAYMENT_REQUIRED' }
  switch (code) {
    case 'unauthenticated': return { status, code: 'INVALID_AUTH' }
    case 'insufficient_scope': return { status, code: 'INSUFFICIENT_PERMISSIONS' }
    case 'rate_limited':
    case 'too_many_attempts': return { status, code: 'TOO_MANY_REQUESTS' }
    case 'remote_file_failed': return { status: 400, code: 'REMOTE_CONTENT_ERROR' }
  }
  if ([400, 415, 422].includes(status)) return { status: 400, code: 'Bad Request' }
  return { status, code: code.toUpperCase() }
}
