import { expect, it } from 'vitest'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { limits } from '../limits/limits'
import { chunkSegments, type SegmentToChunk } from './chunk-segments'

const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ')

/** Segments one after the other, each of some words and followed by a silence. */
function talk(...parts: { text: string; gapMs?: number; speaker?: string }[]): SegmentToChunk[] {
  let at = 0
  return parts.map(({ text, gapMs = 0, speaker }, idx) => {
    const segment = { idx, startMs: at, endMs: at + 1000, text, speaker }
    at += 1000 + gapMs
    return segment
  })
}

const spans = (segments: SegmentToChunk[]) =>
  chunkSegments(segments).map(({ segmentFrom, segmentTo }) => [segmentFrom, segmentTo])

it('keeps times and the range of segments', () => {
  const [chunk] = chunkSegments(talk({ text: ' One. ', gapMs: 200 }, { text: 'Two.' }))
  expect(chunk).toEqual({
    chunkIndex: 0, segmentFrom: 0, segmentTo: 1, startMs: 0, endMs: 2200, text: 'One. Two.', tokenCount: 3,
  })
})

it('cuts at a pause or another speaker, but not after a few words', () => {
  expect(spans(talk({ text: 'Hi.', gapMs: 5000 }, { text: 'So.' }))).toEqual([[0, 1]])
  expect(spans(talk({ text: words(40), gapMs: 5000 }, { text: 'So.' }))).toEqual([[0, 0], [1, 1]])
  expect(spans(talk({ text: words(40), speaker: 'A' }, { text: 'So.', speaker: 'B' }))).toEqual([[0, 0], [1, 1]])
  expect(spans(talk({ text: words(40) }, { text: 'So.' }))).toEqual([[0, 1]])
})

it('cuts a long stretch at the end of a sentence', () => {
  expect(spans(talk({ text: words(45) }, { text: `${words(45)}.` }, { text: 'So.' }))).toEqual([[0, 1], [2, 2]])
})

it('joins Chinese without a space, so that a phrase may go on in the next segment', () => {
  expect(chunkSegments(talk({ text: '我們要買' }, { text: '伺服器。' }, { text: 'OK' }))[0]?.text).toBe('我們要買伺服器。 OK')
})

it('makes nothing of nothing', () => {
  expect(chunkSegments([])).toEqual([])
  expect(chunkSegments(talk({ text: '  ' }))).toEqual([])
})

it('covers every segment once, in order, within the limit, whatever comes', () => {
  const random = makeSeededRandom(11)
  for (let round = 0; round < 50; round++) {
    const segments = talk(...Array.from({ length: 1 + random.below(60) }, () => ({
      text: words(1 + random.below(60)) + (random.next() < 0.5 ? '.' : ''),
      gapMs: random.below(3000), speaker: random.pick(['A', 'B']),
    })))
    const chunks = chunkSegments(segments)
    expect(chunks.map(({ chunkIndex }) => chunkIndex)).toEqual(chunks.map((_, index) => index))
    const covered = chunks.flatMap(({ segmentFrom, segmentTo }) =>
      Array.from({ length: segmentTo - segmentFrom + 1 }, (_, at) => segmentFrom + at))
    expect(covered).toEqual(segments.map(({ idx }) => idx))
    for (const chunk of chunks) {
      expect(chunk.tokenCount <= limits.chunkTokensMax + 20 || chunk.segmentFrom === chunk.segmentTo).toBe(true)
    }
  }
})
