import { describe, expect, it } from 'vitest'
import { matchesEtag, mayAnswerRange, parseRangeHeader } from './range-header'

const part = (start: number, end: number) => ({ kind: 'part', range: { start, end } })

describe('parseRangeHeader', () => {
  it.each([
    ['bytes=0-0', part(0, 1)],
    ['bytes=0-', part(0, 100)],
    ['bytes=10-19', part(10, 20)],
    ['bytes=99-', part(99, 100)],
    ['bytes=90-500', part(90, 100)],
    ['bytes=-10', part(90, 100)],
    ['bytes=-500', part(0, 100)],
    ['BYTES=5-6', part(5, 7)],
  ])('answers %s with a part', (header, answer) => expect(parseRangeHeader(header, 100)).toEqual(answer))

  it.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('cannot satisfy %s', (header) =>
    expect(parseRangeHeader(header, 100)).toEqual({ kind: 'unsatisfiable' }))

  it.each([null, '', 'bytes=', 'bytes=-', 'bytes=20-10', 'items=0-1', 'bytes=a-b', 'bytes=0-1,5-6', 'bytes=1.5-2'])(
    'ignores %s', (header) => expect(parseRangeHeader(header, 100)).toEqual({ kind: 'whole' }))

  it('has no part of an empty body to give', () => {
    expect(parseRangeHeader('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' })
    expect(parseRangeHeader('bytes=-5', 0)).toEqual({ kind: 'unsatisfiable' })
  })

  it('keeps to the end of the body whatever is asked', () => {
    expect(parseRangeHeader('bytes=0-99999999999999999999', 100)).toEqual(part(0, 100))
  })
})

describe('conditions', () => {
  it('find a tag in a list, weak or not', () => {
    expect(matchesEtag('"a", W/"b"', '"b"')).toBe(true)
    expect(matchesEtag('*', '"b"')).toBe(true)
    expect(matchesEtag('"a"', '"b"')).toBe(false)
    expect(matchesEtag(null, '"b"')).toBe(false)
  })

  it('let a range pass only for the version it was made for', () => {
    expect(mayAnswerRange(null, '"b"')).toBe(true)
    expect(mayAnswerRange('"b"', '"b"')).toBe(true)
    expect(mayAnswerRange('W/"b"', '"b"')).toBe(false)
    expect(mayAnswerRange('Wed, 21 Oct 2015 07:28:00 GMT', '"b"')).toBe(false)
  })
})
