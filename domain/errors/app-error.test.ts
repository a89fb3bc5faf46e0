import { expect, it } from 'vitest'
import { AppError, isAppError } from './app-error'

it('carries the status and retryability of its code', () => {
  const error = new AppError('upload_too_large', 'At most 4 GB.', { params: { maxBytes: 1 } })
  expect(error).toMatchObject({ status: 413, retryable: false, params: { maxBytes: 1 } })
})

it('is recognised across copies of the module, and nothing else is', () => {
  const foreign = Object.assign(new Error('x'), { name: 'AppError', code: 'not_found', status: 404 })
  expect(isAppError(foreign)).toBe(true)
  expect(isAppError(new Error('x'))).toBe(false)
  expect(isAppError({ name: 'AppError', code: 'not_found', status: 404 })).toBe(false)
})
