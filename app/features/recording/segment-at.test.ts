import { expect, it } from 'vitest'
import { segmentAt } from './segment-at'

const segments = [{ startMs: 500 }, { startMs: 2000 }, { startMs: 2000 }, { startMs: 9000 }]

it.each([[0, -1], [499, -1], [500, 0], [1999, 0], [2000, 2], [8999, 2], [9000, 3], [99_000, 3]])(
  'finds at %i ms the segment %i', (ms, index) => expect(segmentAt(segments, ms)).toBe(index))

it('finds nothing in nothing', () => expect(segmentAt([], 5)).toBe(-1))
