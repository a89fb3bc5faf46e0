import type { HeadersFunction } from '@remix-run/node'
import type { ErrorBody } from './error-body'

/** What an answer says of an error beside its body: when to come again, where that is known. */
export function headersOf({ params }: Pick<ErrorBody, 'params'>): Record<string, string> {
  return params.retryMinutes === undefined ? {} : { 'Retry-After': String(Number(params.retryMinutes) * 60) }
}

/** Lets pages pass it on; Remix keeps the headers of actions to itself otherwise. */
export const passRetryAfter: HeadersFunction = ({ actionHeaders }) => {
  const retryAfter = actionHeaders.get('Retry-After')
  return new Headers(retryAfter === null ? undefined : { 'Retry-After': retryAfter })
}
