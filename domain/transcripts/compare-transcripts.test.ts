import { expect, it } from 'vitest'
import { compareTranscripts } from './compare-transcripts'

const at = (startMs: number, endMs: number, text: string) => ({ startMs, endMs, text })

it('tells what differs where it is heard, and how much is the same', () => {
  const before = [at(0, 1000, 'One two.'), at(1200, 2000, 'Three four.'), at(5000, 6000, 'Five.')]
  const after = [at(0, 1000, 'ONE TWO'), at(1150, 2100, 'Three for.'), at(8000, 9000, 'Six.')]
  expect(compareTranscripts(before, after)).toEqual({
    same: 1,
    passages: [
      {
        startMs: 1150, endMs: 2100,
        changes: [{ kind: 'same', text: 'Three' }, { kind: 'removed', text: 'four.' }, { kind: 'added', text: 'for.' }],
      },
      { startMs: 5000, endMs: 6000, changes: [{ kind: 'removed', text: 'Five.' }] },
      { startMs: 8000, endMs: 9000, changes: [{ kind: 'added', text: 'Six.' }] },
    ],
  })
})

it('finds the same words where they are cut otherwise', () => {
  const before = [at(0, 4000, 'The quick brown fox'), at(4000, 8000, 'jumps over the dog.')]
  const after = [at(0, 2000, 'The quick'), at(2000, 6000, 'brown fox jumps'), at(6000, 8000, 'over the dog.')]
  expect(compareTranscripts(before, after)).toEqual({ passages: [], same: 1 })
})

it('takes nothing for granted', () => {
  expect(compareTranscripts([], [])).toEqual({ passages: [], same: 0 })
})
