import { existsSync } from 'node:fs'
import { expect, it } from 'vitest'
import { longest, longestFirst } from './longest-first'

it('puts the files that take longest first, and leaves the others as they were', () => {
  const [first, second] = longest
  expect(longestFirst(['b.test.ts', second, 'a.test.ts', first], (name) => name)).toEqual([first, second, 'b.test.ts', 'a.test.ts'])
})

it('names only files that are there, each once', () => {
  expect(longest.filter((name) => !existsSync(name))).toEqual([])
  expect(new Set(longest).size).toBe(longest.length)
})
