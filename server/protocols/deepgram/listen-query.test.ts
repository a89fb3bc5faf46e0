import { expect, it } from 'vitest'
import { parseListenQuery } from './listen-query'
import { parseWavHead } from './wav-head'

const parse = (query: string) => parseListenQuery(new URLSearchParams(query))

it("reads the parameters of Deepgram's that change something here, with its defaults (SPEC 9.1, 9.5)", () => {
  expect(parse('')).toEqual({
    language: 'auto', modelId: null, title: '', format: null, interimResults: false, endpointingMs: 10, utteranceEndMs: null, vadEvents: false,
  })
  expect(parse('model=moonshine-tiny-en&language=en-US&encoding=linear16&sample_rate=44100&channels=2&interim_results=true&endpointing=300'
    + '&utterance_end_ms=1000&vad_events=true&punctuate=true&smart_format=true&tag=a&tag=b')).toEqual({
    language: 'en-US', modelId: 'moonshine-tiny-en', title: 'a, b', format: { encoding: 'linear16', sampleRate: 44_100, channels: 2 },
    interimResults: true, endpointingMs: 300, utteranceEndMs: 1000, vadEvents: true,
  })
  expect(parse('endpointing=false&utterance_end_ms=false')).toMatchObject({ endpointingMs: null, utteranceEndMs: null })
})

it.each(['encoding=__proto__&sample_rate=8000', 'encoding=alaw', 'sample_rate=1&encoding=alaw', 'channels=9', 'channels=x', 'redact=pci', 'callback='])(
  'says what it does not take: %s (SPEC 9.3)', (query) => expect(parse(query)).toMatchObject({ problem: expect.stringMatching(/\w/) }),
)

it('reads how the audio of a WAV file is to be read, once its head is there, and nothing else (SPEC 9.4)', () => {
  const head = Buffer.from('524946460000000057415645666d7420100000000700020040 1f0000803e000002000800646174610000 0000aa'.replaceAll(' ', ''), 'hex')
  for (let length = 0; length < 44; length++) expect(parseWavHead(head.subarray(0, length)), `${length}`).toBe('more')
  expect(parseWavHead(head)).toEqual({ format: { encoding: 'mulaw', sampleRate: 8000, channels: 2 }, dataAt: 44 })
  expect(parseWavHead(Buffer.from('OggS'))).toBeNull()
  expect(parseWavHead(Buffer.concat([head.subarray(0, 12), Buffer.alloc(70_000)]))).toBeNull()
  const float = Buffer.from(head)
  float[20] = 3
  expect(parseWavHead(float)).toBeNull()
})
