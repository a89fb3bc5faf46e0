import { describe, expect, it } from 'vitest'
import { committedOf, heed, isComplete, transcriptText, withStored, type LiveTranscript } from './live-transcript'

const partial = (segmentId: number, text: string, stableChars = 0) =>
  ({ type: 'partial' as const, segmentId, startMs: segmentId * 1000, endMs: segmentId * 1000 + 500, text, stableChars })
const final = (segmentId: number, text: string, committed = false) =>
  ({ type: 'final' as const, segmentId, startMs: segmentId * 1000, endMs: segmentId * 1000 + 500, text, committed })
const shown = (transcript: LiveTranscript) => transcript.map(({ id, text, state }) => `${id} ${state} ${text}`)

describe('the live transcript', () => {
  it('grows by partials, settles by finals, and opens a passage again (SPEC 4.1 to 4.4)', () => {
    let transcript: LiveTranscript = []
    transcript = heed(transcript, partial(0, 'Good', 2))
    expect(transcript[0]).toMatchObject({ stableChars: 2, state: 'partial' })
    transcript = heed(transcript, final(0, 'Good day.'))
    expect(transcript[0]).toMatchObject({ stableChars: 9, state: 'final' })
    transcript = heed(transcript, partial(0, 'Good day to', 8))
    transcript = heed(transcript, final(0, 'Good day to you.', true))
    transcript = heed(transcript, partial(1, 'How'))
    expect(shown(transcript)).toEqual(['0 committed Good day to you.', '1 partial How'])
  })

  it('is complete where no passage is missing or open, and as many are there as were stored (SPEC 4.7)', () => {
    const transcript = heed(heed([], final(0, 'One.', true)), final(1, 'Two.', true))
    const open = heed(transcript, partial(2, 'Thr'))
    const gappy = heed(transcript, final(3, 'Four.', true))
    expect([isComplete([], 0), isComplete(transcript, 2), isComplete(transcript, 3), isComplete(open, 2), isComplete(gappy, 2)])
      .toEqual([true, true, false, false, false])
    expect(committedOf(open)).toEqual(transcript)
  })

  it('keeps what is committed, also from what comes late', () => {
    const transcript = heed(heed([], final(0, 'Said.', true)), partial(0, 'Sai'))
    expect(shown(transcript)).toEqual(['0 committed Said.'])
  })

  it('takes in passages that were stored meanwhile, in their place', () => {
    const heard = heed(heed([], final(0, 'One.', true)), partial(3, 'four'))
    const stored = [0, 1, 2].map((segmentId) => ({ segmentId, startMs: 0, endMs: 1, text: `Stored ${segmentId}.` }))
    expect(shown(withStored(heard, stored))).toEqual([
      '0 committed One.', '1 committed Stored 1.', '2 committed Stored 2.', '3 partial four',
    ])
  })

  it('is text, a passage a line', () => {
    expect(transcriptText(heed(heed([], final(0, ' One. ', true)), partial(1, 'two')))).toBe('One.\ntwo')
  })
})
