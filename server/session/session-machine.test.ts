import { describe, expect, it } from 'vitest'
import type { ServerMessage } from '#domain/live/protocol'
import { limits } from '#domain/limits/limits'
import { step } from './session-machine'
import type { Effect, SessionEvent, SessionState } from './session-state'

const id = '11111111-1111-4111-8111-111111111111'
const wish = { language: 'en', modelId: null, title: '' }
const frame = (seq: number, samples = 1600): SessionEvent => ({ type: 'audio', seq, samples: new Int16Array(samples) })
const say = (message: SessionEvent & { type: 'message' } extends { message: infer M } ? M : never): SessionEvent => ({
  type: 'message',
  message,
})
const ready = {
  type: 'ready', sessionId: id, nextSeq: 0, audioMs: 0, nextSegmentId: 0, language: 'en', model: 'm',
  resumeTicket: 't', quotaLeftMs: null, provider: 'cpu',
} as ServerMessage & { type: 'ready' }
const opened = (nextSeq = 0): SessionEvent => ({ type: 'opened', nextSeq, audioMs: nextSeq * 100, wish, ready })

/** Where a course of events leads, with the effects of each. */
function course(...events: SessionEvent[]): { state: SessionState; effects: Effect[]; last: Effect[] } {
  let state: SessionState = { phase: 'waiting' }
  const effects: Effect[] = []
  let last: Effect[] = []
  for (const event of events) {
    const next = step(state, event)
    state = next.state
    last = next.effects
    effects.push(...last)
  }
  return { state, effects, last }
}

const live = [say({ type: 'start', language: 'en' }), opened()]
const sent = (effects: Effect[]) => effects.flatMap((effect) => (effect.do === 'send' ? [effect.message] : []))
const leaves = (effects: Effect[]) => effects.flatMap((effect) => (effect.do === 'leave' ? [effect.close] : []))

describe('the beginning of a session', () => {
  it('asks for the row first, and is ready only then (SPEC 2.1)', () => {
    const asked = course(say({ type: 'start', language: 'vi', title: 'A' }))
    expect(asked.effects).toEqual([{ do: 'start', wish: { language: 'vi', modelId: null, title: 'A' }, take: null }])
    expect(sent(course(...live).effects)).toEqual([ready, { type: 'state', state: 'listening' }])
  })

  it('may be tried again after a refusal (SPEC 2.2)', () => {
    const refused: SessionEvent = { type: 'refused', code: 'live_busy', message: 'Full.', retryable: true }
    const { effects, state } = course(say({ type: 'start' }), refused, say({ type: 'start' }))
    expect(sent(effects)).toEqual([{ type: 'error', code: 'live_busy', message: 'Full.', retryable: true }])
    expect(state.phase).toBe('opening')
  })

  it('takes no audio and no other message before (SPEC 1.6)', () => {
    expect(leaves(course(frame(0)).effects)).toEqual(['bad_message'])
    expect(leaves(course(say({ type: 'stop' })).effects)).toEqual(['bad_message'])
    expect(leaves(course(say({ type: 'start' }), frame(0)).effects)).toEqual(['bad_message'])
  })

  it('is not disturbed by what recognition says of stored audio on resuming (SPEC 3.6)', () => {
    const opening = [say({ type: 'resume', sessionId: id }), { type: 'speaking', isSpeaking: true, sample: 0 } as const]
    expect(leaves(course(...opening, { type: 'quotaUsedUp' }, opened(3)).effects)).toEqual([])
  })

  it('does not know foreign sessions (SPEC 2.3)', () => {
    expect(leaves(course(say({ type: 'resume', sessionId: id }), { type: 'unknown' }).effects)).toEqual(['session_unknown'])
  })

  it('answers with the ending once more where it has ended (SPEC 2.9)', () => {
    const over: SessionEvent = { type: 'alreadyEnded', recordingId: id, reason: 'stopped' }
    const { effects } = course(say({ type: 'resume', sessionId: id }), over)
    expect(sent(effects)).toEqual([{ type: 'ended', recordingId: id, reason: 'stopped' }])
    expect(leaves(effects)).toEqual(['ended'])
  })
})

describe('audio', () => {
  it('is taken in order, ignored twice, and refused with a gap (SPEC 3.1, 3.2)', () => {
    const { effects } = course(...live, frame(0), frame(1), frame(1), frame(0), frame(2))
    expect(effects.flatMap((effect) => (effect.do === 'take' ? [effect.seq] : []))).toEqual([0, 1, 2])
    const gap = course(...live, frame(0), frame(2))
    expect(sent(gap.last)).toMatchObject([{ type: 'error', code: 'sequence_gap', retryable: true }])
    expect(leaves(gap.last)).toEqual(['sequence_gap'])
  })

  it('is let go by, however much still comes, once the plan has ended the session (SPEC 5.3)', () => {
    const { last, state } = course(...live, frame(0), { type: 'quotaUsedUp' }, frame(1), frame(2), frame(3))
    expect(last).toEqual([])
    expect(step(state, { type: 'finished' }).effects).toEqual([{ do: 'end', reason: 'quota' }])
  })

  it('goes on from what is stored after a reconnection (SPEC 2.5)', () => {
    const { effects } = course(say({ type: 'resume', sessionId: id }), opened(7), frame(6), frame(7))
    expect(effects.flatMap((effect) => (effect.do === 'take' ? [effect.seq] : []))).toEqual([7])
  })

  it('ends the session at its longest (SPEC 2.10)', () => {
    const whole = (limits.liveSessionMsMax * 16_000) / 1000
    const { last } = course(...live, { type: 'audio', seq: 0, samples: { length: whole } as Int16Array })
    expect(last.map((effect) => effect.do)).toEqual(['take', 'send', 'finish'])
  })
})

describe('finishing', () => {
  it('ends only when everything is stored, and says so once (SPEC 2.9)', () => {
    const asked = course(...live, frame(0), say({ type: 'stop' }))
    expect(asked.last).toEqual([{ do: 'send', message: { type: 'state', state: 'finishing' } }, { do: 'finish' }])
    const after = course(...live, frame(0), say({ type: 'stop' }), say({ type: 'stop' }), frame(1), { type: 'finished' })
    expect(after.last).toEqual([{ do: 'end', reason: 'stopped' }])
    const end = course(...live, say({ type: 'stop' }), { type: 'finished' }, { type: 'ended', recordingId: id })
    expect(sent(end.last)).toEqual([{ type: 'ended', recordingId: id, reason: 'stopped' }])
    expect(leaves(end.last)).toEqual(['ended'])
  })

  it('rests at a pause, and audio wakes it (SPEC 2.7)', () => {
    const paused = course(...live, say({ type: 'pause' }), { type: 'finished' })
    expect(sent(paused.last)).toEqual([{ type: 'state', state: 'paused' }])
    const woken = step(paused.state, frame(0))
    expect(woken.effects.map((effect) => effect.do)).toEqual(['send', 'take'])
  })

  it('does one thing at a time, and what is asked twice once (SPEC 2.8)', () => {
    const asked = course(...live, say({ type: 'finalize' }), say({ type: 'pause' }), say({ type: 'pause' }), say({ type: 'stop' }))
    expect(asked.effects.filter((effect) => effect.do === 'finish')).toHaveLength(1)
    const finished: SessionEvent = { type: 'finished' }
    const { effects, state } = [finished, finished, finished].reduce(
      (before, event) => {
        const next = step(before.state, event)
        return { state: next.state, effects: [...before.effects, ...next.effects] }
      },
      { state: asked.state, effects: asked.effects },
    )
    expect(effects.filter((effect) => effect.do === 'finish')).toHaveLength(3)
    expect(effects.at(-1)).toEqual({ do: 'end', reason: 'stopped' })
    expect(state.phase).toBe('ending')
  })

  it('is told to the speaker when the plan is used up (SPEC 5.3)', () => {
    const { last } = course(...live, frame(0), { type: 'quotaUsedUp' }, { type: 'quotaUsedUp' }, { type: 'finished' })
    expect(last).toEqual([{ do: 'end', reason: 'quota' }])
  })
})

describe('the end of a connection', () => {
  it('stores what is there when it breaks, and at a drain (SPEC 3.4, 3.7, 3.9)', () => {
    expect(course(...live, frame(0), { type: 'gone' }).last).toEqual([{ do: 'leave', close: null }])
    const drained = course(...live, frame(0), { type: 'drain' })
    expect(drained.last).toEqual([{ do: 'send', message: { type: 'goaway' } }, { do: 'leave', close: 'going_away' }])
  })

  it('is told when a newer one has taken over (SPEC 2.4)', () => {
    const { last } = course(...live, { type: 'lost', refusal: 'superseded' })
    expect(sent(last)).toMatchObject([{ type: 'error', code: 'superseded', retryable: false }])
    expect(leaves(last)).toEqual(['superseded'])
  })

  it('is final: nothing that comes later does anything', () => {
    const over = course(...live, { type: 'nonsense' })
    for (const event of [frame(0), say({ type: 'stop' }), { type: 'gone' }, { type: 'finished' }] as SessionEvent[]) {
      expect(step(over.state, event)).toEqual({ state: { phase: 'over' }, effects: [] })
    }
  })
})

describe('settings', () => {
  it('keep what an update does not name (SPEC 2.6)', () => {
    const { last } = course(...live, say({ type: 'update', language: 'vi' }))
    expect(last).toEqual([{ do: 'update', change: { language: 'vi' } }])
    const refused: SessionEvent = { type: 'refused', code: 'language_not_installed', message: 'No.', retryable: false }
    expect(course(...live, say({ type: 'update', language: 'vi' }), refused).state).toMatchObject({ phase: 'live', wish })
  })
})
