import { expect, it } from 'vitest'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { encodeAudioFrame, parseAudioFrame } from './audio-frame'
import { parseClientMessage, parseServerMessage } from './protocol'
import { titleOf } from './title-of'

it('takes the messages of the protocol, and leaves out what it does not know (SPEC 1.6)', () => {
  expect(parseClientMessage('{"type":"start","language":"zh-TW","model":null,"more":1}')).toEqual({
    type: 'start', language: 'zh-TW', model: null,
  })
  for (const bad of ['', '{', 'null', '[]', '{"type":"other"}', '{"type":"start","language":"; drop"}',
    '{"type":"resume","sessionId":"1"}', '{"type":"start","title":5}', '{"type":"start","title":"\\u0000"}', '{"type":"start","title":"a\\nb"}',
    '{"type":"update","title":"\\u202ea"}', '{"type":"__proto__"}']) {
    expect(parseClientMessage(bad), bad).toBeNull()
  }
  expect(parseServerMessage('{"type":"of a later version"}')).toBeNull()
})

it('gives back the frame that was encoded, and null for what is none (SPEC 3.1)', () => {
  const samples = Int16Array.from({ length: 1600 }, (_, at) => at * 41 - 32768)
  expect(parseAudioFrame(encodeAudioFrame({ seq: 4_000_000_000, samples }))).toEqual({ seq: 4_000_000_000, samples })
  for (const bytes of [0, 1, 4, 5, 7]) expect(parseAudioFrame(new ArrayBuffer(bytes)), `${bytes}`).toBeNull()
})

it('answers null or a message whatever bytes come, and never throws', () => {
  const random = makeSeededRandom(7)
  const letters = '{}[]":,type startresume0123456789\\u\n'
  const wrong: string[] = []
  for (let round = 0; round < 20_000; round++) {
    const text = Array.from({ length: random.below(40) }, () => random.pick([...letters])).join('')
    if (parseClientMessage(text) !== null) wrong.push(text)
    const bytes = Uint8Array.from({ length: random.below(40) }, () => random.below(256))
    const frame = parseAudioFrame(bytes.buffer)
    if (frame && frame.samples.length !== (bytes.length - 4) / 2) wrong.push(bytes.join(' '))
  }
  expect(wrong).toEqual([])
})

it('takes any text as a title once it is cleaned (SPEC 1.6)', () => {
  expect(titleOf('  a\u0000b\n\ud800 ')).toBe('a b')
  for (const text of ['a\tb', 'a\r\nb', 'evil\u202egpj.exe', 'a\u2066b', 'a\u2028b', '\u{1f399}'.repeat(150), ' x'.repeat(150)]) {
    const title = titleOf(text)
    expect(title).not.toBe('')
    expect(parseClientMessage(JSON.stringify({ type: 'start', title })), JSON.stringify(text)).toEqual({ type: 'start', title })
  }
})
