import { expect, it } from 'vitest'
import { citeLines, numberLines } from './cite'
import { readClaims } from './read-claims'

it.each([
  ['It begins at nine. [3]', [{ text: 'It begins at nine.', lines: [3] }]],
  ['- **Ana** brings it [3][5-7, 9].', [{ text: 'Ana brings it.', lines: [3, 5, 6, 7, 9] }]],
  ['九點開始[1]。十點結束［2］【3、4】。', [{ text: '九點開始。', lines: [1] }, { text: '十點結束。', lines: [2, 3, 4] }]],
  ['One [1]. Two [2]. And three.', [{ text: 'One.', lines: [1] }, { text: 'Two.', lines: [2] }]],
  ['Nothing is cited here.', []],
  ['[4]', []],
  ['A list[0] of [x] things [12]', [{ text: 'A list', lines: [0] }, { text: 'of [x] things', lines: [12] }]],
  ['Too much [1-100000]', [{ text: 'Too much', lines: Array.from({ length: 13 }, (_, index) => index + 1) }]],
])('reads %s', (line, claims) => expect(readClaims(line)).toEqual(claims))

const segment = (id: number, text = `s${id}`) => ({ id, idx: id, startMs: id * 1000, endMs: id * 1000 + 900, text, speaker: null })
const passage = (recordingId: string, ids: number[]) =>
  ({ recordingId, title: '', createdAt: new Date(0), segments: ids.map((id) => segment(id)) })

it('numbers what stands in two passages once', () => {
  const lines = numberLines([passage('a', [5, 6]), passage('a', [6, 7])])
  expect(lines.map(({ number, segment: { id } }) => [number, id])).toEqual([[1, 5], [2, 6], [3, 7]])
})

it('joins no lines that only the order of the passages has brought together', () => {
  const lines = numberLines([passage('a', [60, 61]), passage('a', [6, 7]), passage('a', [4, 5])])
  expect(citeLines(lines.slice(1, 3), 1)).toMatchObject([
    { number: 1, segmentIds: [6], startMs: 6000, endMs: 6900, quote: 's6' },
    { number: 2, segmentIds: [61], startMs: 61_000, endMs: 61_900, quote: 's61' },
  ])
  // Passages 2 and 3 follow one another in the recording, the other way round.
  expect(citeLines([lines[2]!, lines[5]!], 1)).toMatchObject([{ segmentIds: [5, 6], startMs: 5000, endMs: 6900, quote: 's5 s6' }])
})

it('cites neighbours together, recordings apart', () => {
  const lines = numberLines([passage('a', [5, 6, 7]), passage('b', [1])])
  expect(citeLines([lines[3]!, lines[0]!, lines[1]!], 1)).toMatchObject([
    { number: 1, recordingId: 'a', segmentIds: [5, 6], startMs: 5000, endMs: 6900, quote: 's5 s6' },
    { number: 2, recordingId: 'b', segmentIds: [1] },
  ])
})
