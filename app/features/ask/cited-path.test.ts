import { expect, it } from 'vitest'
import { citedPath, parseCited } from './cited-path'

it('leads to the passage, marked, or to the moment where the transcript has changed', () => {
  const citation = { recordingId: 'r', startMs: 12_500, place: { from: 3, to: 5 } }
  expect(citedPath(citation)).toBe('/recordings/r?cited=3-5#s-3')
  expect(citedPath({ ...citation, at: 4 })).toBe('/recordings/r?cited=3-5&at=4#s-3')
  expect(citedPath({ ...citation, at: 3 })).toBe('/recordings/r?cited=3-5#s-3')
  expect(citedPath({ ...citation, place: null })).toBe('/recordings/r#t=12.5')
})

it('reads what it wrote, and nothing else', () => {
  const read = (query: string) => parseCited(new URLSearchParams(query))
  expect(read('cited=3-5')).toEqual({ from: 3, to: 5, at: null })
  expect(read('cited=3-5&at=4')).toEqual({ from: 3, to: 5, at: 4 })
  expect(read('cited=3-5&at=6')).toEqual({ from: 3, to: 5, at: null })
  expect(['', 'cited=5-3', 'cited=a-b', 'cited=3', 'at=4'].map(read)).toEqual([null, null, null, null, null])
})
