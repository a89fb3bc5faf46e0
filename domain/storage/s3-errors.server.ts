import { S3ServiceException } from '@aws-sdk/client-s3'
import { AppError } from '../errors/app-error'

const sentences: Record<string, string> = {
  NoSuchBucket: 'The S3 bucket does not exist: create it, or correct S3_BUCKET.',
  AccessDenied: 'The S3 store refuses access: the key needs the rights to read, write, list and delete in the bucket.',
  InvalidAccessKeyId: 'The S3 store does not know the access key: correct S3_ACCESS_KEY_ID.',
  SignatureDoesNotMatch: 'The S3 store refuses the signature: correct S3_SECRET_ACCESS_KEY.',
  RequestTimeTooSkewed: 'The S3 store finds the clock of this machine wrong: set the clock.',
  TimeoutError: 'The S3 store does not answer in time: try again later.',
  PermanentRedirect: 'The S3 bucket lies in another region: correct S3_REGION.',
  AuthorizationHeaderMalformed: 'The S3 bucket lies in another region: correct S3_REGION.',
}

const fullCodes = new Set(['QuotaExceeded', 'XMinioStorageFull', 'XMinioAdminBucketQuotaExceeded', 'EntityTooLarge'])

/** Whether the store answered that there is no such object (a missing bucket is another matter). */
export function isMissingObject(error: unknown): boolean {
  if (!(error instanceof S3ServiceException) || error.name === 'NoSuchBucket') return false
  return error.name === 'NoSuchKey' || error.$metadata.httpStatusCode === 404
}

/** Whether the store answered that the range begins past the end. */
export function isPastEnd(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 416
}

/** An answer or a failure of the client library as `storage_full` or `storage_unavailable`. */
export function toStorageError(error: unknown): AppError {
  const name = error instanceof Error ? error.name : 'Error'
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
  // Not the library's own error: it holds the whole exchange, signature included, and a log would print that.
  const cause = new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  if (fullCodes.has(name) || status === 507) {
    const sentence = 'The S3 store is full, or its quota used up: free some space, then try again.'
    return new AppError('storage_full', sentence, { cause })
  }
  const fallback = status
    ? `The S3 store answers ${status} (${name}): try again later.`
    : 'The S3 store cannot be reached: check S3_ENDPOINT and the network, then try again.'
  return new AppError('storage_unavailable', sentences[name] ?? fallback, { cause })
}
