import { describe, expect, it } from 'vitest'
import type { FinalMessage, PartialMessage, ServerMessage } from '#domain/live/protocol'
import { restFrom } from './phrase-words'
import { Phrases, type PhraseEvent } from './phrases'

const partial = (segmentId: number, text: string, startMs: number, endMs: number, stableChars = 0): PartialMessage =>
  ({ type: 'partial', segmentId, startMs, endMs, text, stableChars })
const final = (segmentId: number, text: string, startMs: number, endMs: number, committed: boolean): FinalMessage =>
  ({ type: 'final', segmentId, startMs, endMs, text, committed })
const heard = (heardMs: number): ServerMessage => ({ type: 'lag', lagMs: 0, heardMs })
const speaking = (isSpeaking: boolean): ServerMessage => ({ type: 'state', state: isSpeaking ? 'speaking' : 'listening' })

function run(silenceMs: number | null, ...messages: ServerMessage[]): string[] {
  const phrases = new Phrases(silenceMs)
  return [...messages.flatMap((message) => phrases.told(message)), ...phrases.flush()].map(toLine)
}
function toLine(event: PhraseEvent): string {
  const text = event.phrase.words.map((word) => word.text).join(' ')
  return event.type === 'interim' ? `${text}…` : `${text}${event.ends ? '.' : ','} ${event.phrase.startMs}-${event.phrase.endMs}`
}

describe('phrases of segments (SPEC 9.6)', () => {
  it('are told at a short pause, and what is said after it as another, though Steno takes both for one', () => {
    expect(run(
      10,
      partial(0, 'one two', 0, 800), final(0, 'One two.', 0, 1000, false),
      speaking(true), partial(0, 'one two three', 0, 1800), final(0, 'One two three four.', 0, 2400, false), speaking(false),
      final(0, 'One two three four.', 0, 2400, true),
    )).toEqual([
      'one two…', 'One two.. 0-1000', 'three…', expect.stringMatching(/^three four\.\. \d+-2400$/),
    ])
  })

  it('wait for as much silence as is asked for, and go on where it was less', () => {
    const pause = final(0, 'One.', 0, 1000, false)
    expect(run(500, pause, heard(1400), partial(0, 'one two', 0, 1900), final(0, 'One two.', 0, 2000, false), heard(2499)))
      .toEqual(['one two…', 'One two.. 0-2000'])
    const phrases = new Phrases(500)
    expect([pause, heard(1499)].flatMap((message) => phrases.told(message))).toEqual([])
    expect(phrases.told(heard(1500))).toMatchObject([{ type: 'final', ends: true }])
    expect(phrases.told(final(0, 'One.', 0, 1000, true))).toEqual([])
    expect(phrases.flush()).toEqual([])
  })

  it('end no turn where speech was cut without a pause, or goes on', () => {
    expect(run(300, final(0, 'One', 0, 1000, true), speaking(true), heard(3000), partial(1, 'two', 1000, 3000)))
      .toEqual(['One, 0-1000', 'two…'])
  })

  it('are the segments as they are committed where no silence ends a turn', () => {
    expect(run(null, final(0, 'One', 0, 1000, false), heard(9000), final(0, 'One.', 0, 1000, true), final(1, 'Two', 2000, 3000, true)))
      .toEqual(['One., 0-1000', 'Two, 2000-3000'])
  })

  it('say how many words are stable of those that are new', () => {
    const phrases = new Phrases(10)
    phrases.told(final(0, 'One two.', 0, 1000, false))
    const [event] = phrases.told(partial(0, 'One two. Three four', 0, 2000, 'One two. Three'.length))
    expect(event).toMatchObject({ type: 'interim', phrase: { stableWords: 1 } })
  })

  it('find the rest also where the model now hears the beginning a little differently', () => {
    const rest = (words: string, said: string) => {
      const of = (text: string) => text.split(' ').map((word) => ({ text: word }))
      return words.split(' ').slice(restFrom(of(words), of(said))).join(' ')
    }
    expect(rest('a b c d', 'a b')).toBe('c d')
    expect(rest('a x b c d', 'a b c')).toBe('d')
    expect(rest('b c d', 'a b c')).toBe('d')
    expect(rest('p q r s', 'a b')).toBe('r s')
    expect(rest('a', 'a b')).toBe('')
    expect(rest('no no no yes', 'no no')).toBe('no yes')
  })
})
