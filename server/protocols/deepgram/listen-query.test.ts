import { expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { parseListenQuery, type ListenOptions } from './listen-query'
import { ListenProtocol } from './listen-protocol'
import { WavHead } from './wav-head'

const parseWavHead = (bytes: Uint8Array) => new WavHead().push(bytes)
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

it('waits for the end of a head as long as it may be, and without looking at all of it again for each frame (SPEC 9.4)', () => {
  const protocol = new ListenProtocol(parse('') as ListenOptions)
  const endless = Buffer.alloc(limits.clientWavHeadBytesMax)
  Buffer.from('524946460000000057415645', 'hex').copy(endless)
  const answers = []
  for (let at = 0; at < endless.length - 1; at++) answers.push(...protocol.binary(endless.subarray(at, at + 1)))
  expect(answers).toEqual([])
  expect(protocol.binary(endless.subarray(-1))).toMatchObject([{ do: 'say' }, { do: 'close', code: 1008 }])
})

it('reads how the audio of a WAV file is to be read, once its head is there, and nothing else (SPEC 9.4)', () => {
  const head = Buffer.from('524946460000000057415645666d7420100000000700020040 1f0000803e000002000800646174610000 0000aa'.replaceAll(' ', ''), 'hex')
  const audio = Buffer.from([0xaa, 0xbb])
  const whole = Buffer.concat([head.subarray(0, 44), audio])
  for (let length = 0; length < 44; length++) {
    const reader = new WavHead()
    expect(reader.push(whole.subarray(0, length)), `${length}`).toBe('more')
    expect(reader.push(whole.subarray(length)), `${length}`).toEqual({ format: { encoding: 'mulaw', sampleRate: 8000, channels: 2 }, audio })
  }
  expect(parseWavHead(Buffer.from('OggS'))).toBeNull()
  expect(parseWavHead(Buffer.concat([head.subarray(0, 12), Buffer.alloc(70_000)]))).toBeNull()
  const long = Buffer.concat([whole, Buffer.alloc(200_000, 1)])
  expect(parseWavHead(long)).toMatchObject({ audio: long.subarray(44) })
  const float = Buffer.from(head)
  float[20] = 3
  expect(parseWavHead(float)).toBeNull()
})
