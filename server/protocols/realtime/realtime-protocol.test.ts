import { describe, expect, it } from 'vitest'
import type { ServerMessage } from '#domain/live/protocol'
import type { Act } from '../foreign-protocol'
import { RealtimeProtocol } from './realtime-protocol'

const said = (acts: Act[]) => acts.flatMap((act) => (act.do === 'say' ? [act.message as Record<string, any>] : []))
const asked = (acts: Act[]) => acts.flatMap((act) => (act.do === 'ask' ? [act.message] : []))
const send = (protocol: RealtimeProtocol, event: object) => protocol.text(JSON.stringify(event))
const audio = (ms: number) => ({ type: 'input_audio_buffer.append', audio: Buffer.alloc(48 * ms).toString('base64') })

describe("OpenAI's realtime protocol", () => {
  it('begins a session with the first audio, as it was described until then, and changes it afterwards (SPEC 9.1, 9.5)', () => {
    const protocol = new RealtimeProtocol({ model: 'gpt-4o-transcribe' })
    expect(asked(protocol.open())).toEqual([])
    const describe = (language: string) => ({ type: 'session.update', session: { type: 'transcription', audio: { input: { transcription: { language } } } } })
    expect(asked(send(protocol, describe('en')))).toEqual([])
    expect(asked(send(protocol, audio(0)))).toEqual([])
    expect(asked(send(protocol, audio(100)))).toEqual([{ type: 'start', language: 'en', model: null }])
    expect(asked(send(protocol, audio(100)))).toEqual([])
    expect(asked(send(protocol, describe('vi')))).toEqual([{ type: 'update', language: 'vi', model: null }])
    expect(asked(send(protocol, describe('vi')))).toEqual([])
  })

  it('takes the model that the address names where it is one of Steno’s (SPEC 9.1)', () => {
    const protocol = new RealtimeProtocol({ model: 'moonshine-tiny-en' })
    expect(asked(send(protocol, audio(100)))).toEqual([{ type: 'start', language: 'auto', model: 'moonshine-tiny-en' }])
  })

  it('takes for audio what appends some, and nothing that only looks like it (SPEC 9.3)', () => {
    const protocol = new RealtimeProtocol({ model: null })
    expect(protocol.isAudio(JSON.stringify(audio(100)))).toBe(true)
    const padded = { type: 'session.update', event_id: '"type":"input_audio_buffer.append"', session: { type: 'transcription' }, audio: 'A'.repeat(500) }
    const twice = '{"type":"input_audio_buffer.append","type":"session.update","session":{"type":"transcription"}}'
    for (const text of [JSON.stringify(padded), twice, 'input_audio_buffer.append'.repeat(20)]) expect(protocol.isAudio(text), text).toBe(false)
    expect(said(protocol.text(JSON.stringify(padded))).map(({ type }) => type)).toEqual(['session.updated'])
  })

  it('tells no text that it would have to take back (SPEC 9.6)', () => {
    const protocol = new RealtimeProtocol({ model: null })
    const tell = (message: ServerMessage) => said(protocol.told(message))
    const partial = (text: string, stableChars: number) =>
      tell({ type: 'partial', segmentId: 0, startMs: 0, endMs: 900, text, stableChars }).flatMap(({ delta }) => delta ?? [])
    expect(partial('one two', 3)).toEqual(['one'])
    expect(partial('one two', 3)).toEqual([])
    expect(partial('won two three', 7)).toEqual([])
    tell({ type: 'final', segmentId: 0, startMs: 0, endMs: 1000, text: 'won two three', committed: true })
    const told = said(protocol.told({ type: 'ended', recordingId: null, reason: 'stopped' }))
    expect(told.some(({ delta }) => delta)).toBe(false)
    expect(told.at(-1)).toMatchObject({ transcript: 'won two three' })
  })

  it('tells where turns are, and no text, where transcription is off', () => {
    const protocol = new RealtimeProtocol({ model: null })
    send(protocol, { type: 'session.update', session: { type: 'transcription', audio: { input: { transcription: null } } } })
    protocol.told({ type: 'final', segmentId: 0, startMs: 0, endMs: 1000, text: 'one', committed: true })
    const told = said(protocol.told({ type: 'ended', recordingId: null, reason: 'stopped' }))
    expect(told.map(({ type }) => type)).toEqual(
      ['speech_started', 'speech_stopped', 'committed'].map((what) => `input_audio_buffer.${what}`))
  })
})
