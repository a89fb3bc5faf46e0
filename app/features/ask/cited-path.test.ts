import { expect, it } from 'vitest'
import { citedPath, parseCited } from './cited-path'

it('leads to the passage, marked, or to the moment where the transcript has changed', () => {
  const citation = { recordingId: 'r', startMs: 12_500, place: { from: 3, to: 5 } }
  expect(citedPath(citation)).toBe('/recordings/r?cited=3-5#s-3')
  expect(citedPath({ ...citation, place: null })).toBe('/recordings/r#t=12.5')
})

it('reads what it wrote, and nothing else', () => {
  expect(parseCited('3-5')).toEqual({ from: 3, to: 5 })
  expect([parseCited(null), parseCited('5-3'), parseCited('a-b'), parseCited('3')]).toEqual([null, null, null, null])
})
