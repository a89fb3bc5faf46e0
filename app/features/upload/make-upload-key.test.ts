import { expect, it } from 'vitest'
import { makeUploadKey } from './make-upload-key'

it('makes random UUIDs without crypto.randomUUID', () => {
  const keys = Array.from({ length: 1000 }, makeUploadKey)
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(new Set(keys).size).toBe(1000)
})
