import { S3ServiceException } from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { isMissingObject, toStorageError } from './s3-errors.server'

function answer(name: string, httpStatusCode: number): S3ServiceException {
  const facts = { name, message: 'as the store says', $fault: 'client', $metadata: { httpStatusCode } } as const
  const exception = new S3ServiceException(facts)
  return Object.assign(exception, { $response: { headers: { authorization: 'secret' } } })
}

it.each([
  ['SignatureDoesNotMatch', 403, 'storage_unavailable', /S3_SECRET_ACCESS_KEY/],
  ['InvalidAccessKeyId', 403, 'storage_unavailable', /S3_ACCESS_KEY_ID/],
  ['AccessDenied', 403, 'storage_unavailable', /rights/],
  ['NoSuchBucket', 404, 'storage_unavailable', /S3_BUCKET/],
  ['SlowDown', 503, 'storage_unavailable', /503 \(SlowDown\)/],
  ['QuotaExceeded', 403, 'storage_full', /full/],
  ['XMinioStorageFull', 507, 'storage_full', /full/],
  ['Whatever', 507, 'storage_full', /full/],
])('%s with %i becomes a sentence that helps', (name, status, code, sentence) => {
  expect(toStorageError(answer(name, status))).toMatchObject({ code, message: expect.stringMatching(sentence) })
})

it('keeps the exchange with the store, its signature included, out of logs', () => {
  const error = toStorageError(answer('AccessDenied', 403))
  expect(Object.keys(error.cause as Error)).toEqual([])
  expect((error.cause as Error).message).toContain('as the store says')
})

it('tells a missing object from a missing bucket', () => {
  expect(isMissingObject(answer('NoSuchKey', 404))).toBe(true)
  expect(isMissingObject(answer('NotFound', 404))).toBe(true)
  expect(isMissingObject(answer('NoSuchBucket', 404))).toBe(false)
  expect(isMissingObject(new Error('NoSuchKey'))).toBe(false)
})
