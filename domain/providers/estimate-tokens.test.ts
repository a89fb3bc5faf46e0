import { expect, it } from 'vitest'
import { estimateTokens } from './estimate-tokens'

it('counts scripts by how densely they are cut', () => {
  expect(estimateTokens('')).toBe(0)
  expect(estimateTokens('abcdef')).toBe(2)
  expect(estimateTokens('語音轉文字')).toBe(5)
  expect(estimateTokens('ế'.repeat(3))).toBe(2)
})
