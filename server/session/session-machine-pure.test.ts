import { expect, it } from 'vitest'
import type { ServerMessage } from '#domain/live/protocol'
import { makeSeededRandom, type SeededRandom } from '#tests/support/seeded-random'
import { step } from './session-machine'
import type { Effect, SessionEvent, SessionState } from './session-state'

const sessionId = '11111111-1111-4111-8111-111111111111'
const wish = { language: 'en', modelId: null, title: '' }
const ready: ServerMessage & { type: 'ready' } = {
  type: 'ready', sessionId, nextSeq: 0, audioMs: 0, nextSegmentId: 0, language: 'en', model: 'm', resumeTicket: 't',
  quotaLeftMs: null, provider: 'cpu',
}

function anyEvent(random: SeededRandom): SessionEvent {
  return random.pick<() => SessionEvent>([
    () => ({ type: 'message', message: { type: random.pick(['pause', 'finalize', 'stop'] as const) } }),
    () => ({ type: 'message', message: { type: 'update', title: 'Another' } }),
    () => ({ type: 'message', message: random.pick([{ type: 'start' } as const, { type: 'resume', sessionId } as const]) }),
    () => ({ type: 'audio', seq: random.below(6), samples: new Int16Array(1600) }),
    () => ({ type: 'opened', nextSeq: 0, audioMs: 0, wish, ready }),
    () => ({ type: 'refused', code: 'live_busy', message: 'Full.', retryable: true }),
    () => ({ type: 'speaking', isSpeaking: random.below(2) === 0, sample: random.below(99) }),
    () => ({ type: 'updated', wish, model: 'm' }),
    () => ({ type: 'finished' }),
    () => ({ type: 'ended', recordingId: sessionId }),
    () => ({ type: 'quotaUsedUp' }),
    () => random.pick<SessionEvent>([{ type: 'gone' }, { type: 'gone', endsAs: 'interrupted' }, { type: 'drain' }, { type: 'nonsense' }, { type: 'unknown' }]),
    () => ({ type: 'lost', refusal: random.pick(['superseded', 'over', 'not_found'] as const) }),
  ])()
}

function deepFreeze<T>(value: T): T {
  // The samples of a frame cannot be frozen, and are compared below.
  if (value && typeof value === 'object' && !ArrayBuffer.isView(value)) {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}

it('changes nothing that it is given, answers the same for the same, and leaves once (SPEC 2.11)', () => {
  const random = makeSeededRandom(20)
  const phases = new Set<string>()
  for (let course = 0; course < 500; course++) {
    let state: SessionState = deepFreeze({ phase: 'waiting' })
    const effects: Effect[] = []
    for (let at = 0; at < 25; at++) {
      // Most courses would end at once if they did not begin as clients do.
      const usual: SessionEvent[] = [{ type: 'message', message: { type: 'start' } }, { type: 'opened', nextSeq: 0, audioMs: 0, wish, ready }]
      const event = deepFreeze((random.below(4) > 0 ? usual[at] : null) ?? anyEvent(random))
      const before = JSON.stringify([state, event])
      const first = step(state, event)
      expect(step(state, event)).toEqual(first)
      expect(JSON.stringify([state, event])).toBe(before)
      if (state.phase === 'over') expect(first).toEqual({ state, effects: [] })
      state = deepFreeze(first.state)
      effects.push(...first.effects)
      phases.add(state.phase)
    }
    const leaves = effects.filter((effect) => effect.do === 'leave').length
    expect(leaves).toBe(state.phase === 'over' ? 1 : 0)
    // Nothing is asked of the session after it was left.
    if (leaves > 0) expect(effects.at(-1)?.do).toBe('leave')
  }
  expect([...phases].sort()).toEqual(['ending', 'live', 'opening', 'over', 'waiting'])
})
