import type { ClientMessage, EndReason, ServerMessage } from '#domain/live/protocol'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import { limits } from '#domain/limits/limits'
import { closeMessages, type CloseReason } from '#domain/live/close-codes'
import type { Effect, Finishing, SessionEvent, SessionState, Wish } from './session-state'

export interface Step {
  state: SessionState
  effects: Effect[]
}

type Live = SessionState & { phase: 'live' }

const defaultWish: Wish = { language: 'auto', modelId: null, title: '' }

/** What a connection does about an event: server/SPEC.md, sections 1 to 3 and 5. Pure; nothing in it waits. */
export function step(state: SessionState, event: SessionEvent): Step {
  if (state.phase === 'over') return { state, effects: [] }
  switch (event.type) {
    case 'gone':
      return event.endsAs ? finishAlone(state, event.endsAs) : over([{ do: 'leave', close: null }])
    case 'drain':
      return over([send({ type: 'goaway' }), { do: 'leave', close: 'going_away' }])
    case 'fault':
      return fault(event.reason)
    case 'nonsense':
      return fault('bad_message')
    case 'lost':
      if (event.refusal === 'over') return fault('superseded')
      return fault(event.refusal === 'superseded' ? 'superseded' : 'session_unknown')
    default:
  }
  switch (state.phase) {
    case 'waiting':
      return event.type === 'message' ? begin(event.message) : fault('bad_message')
    case 'opening':
      return afterOpening(event)
    case 'live':
      return whileLive(state, event)
    case 'ending':
      return whileEnding(state, event)
  }
}

function begin(message: ClientMessage): Step {
  const state = { phase: 'opening' } as const
  if (message.type === 'start') {
    const wish = { ...defaultWish, ...changeOf(message) }
    return { state, effects: [{ do: 'start', wish, take: message.take ?? null }] }
  }
  if (message.type === 'resume') {
    return { state, effects: [{ do: 'resume', sessionId: message.sessionId, take: message.take ?? null }] }
  }
  return fault('bad_message')
}

function afterOpening(event: SessionEvent): Step {
  switch (event.type) {
    case 'opened': {
      const { nextSeq, audioMs, wish } = event
      return {
        state: { phase: 'live', activity: 'listening', nextSeq, audioMs, wish, finishing: null, next: [] },
        effects: [send(event.ready), send({ type: 'state', state: 'listening' })],
      }
    }
    case 'refused': {
      const { code, message, retryable } = event
      return { state: { phase: 'waiting' }, effects: [send({ type: 'error', code, message, retryable })] }
    }
    case 'unknown':
      return fault('session_unknown')
    case 'alreadyEnded': {
      const { recordingId, reason } = event
      return over([send({ type: 'ended', recordingId, reason }), { do: 'leave', close: 'ended' }])
    }
    case 'speaking':
    case 'quotaUsedUp':
      // Stored audio is recognised again before the session is open; the next piece will tell of the plan once more.
      return { state: { phase: 'opening' }, effects: [] }
    default:
      return fault('bad_message')
  }
}

function whileLive(state: Live, event: SessionEvent): Step {
  switch (event.type) {
    case 'audio':
      return takeAudio(state, event)
    case 'message':
      return obey(state, event.message)
    case 'speaking': {
      if (state.activity === 'paused') return { state, effects: [] }
      const activity = event.isSpeaking ? 'speaking' : 'listening'
      const atMs = Math.round((event.sample * 1000) / PCM_SAMPLE_RATE)
      return { state: { ...state, activity }, effects: [send({ type: 'state', state: activity, atMs })] }
    }
    case 'updated': {
      const { wish, model } = event
      return { state: { ...state, wish }, effects: [send({ type: 'updated', language: wish.language, model, ...translatedTo(wish) })] }
    }
    case 'refused': {
      const { code, message, retryable } = event
      return { state, effects: [send({ type: 'error', code, message, retryable })] }
    }
    case 'quotaUsedUp':
      return finish(state, { for: 'stop', reason: 'quota' })
    case 'finished':
      return afterFinishing(state)
    default:
      return { state, effects: [] }
  }
}

function takeAudio(state: Live, { seq, samples }: { seq: number; samples: Int16Array }): Step {
  // What comes after the end was asked for belongs to nothing, and is not counted.
  if (isStopping(state) || seq < state.nextSeq) return { state, effects: [] }
  if (seq > state.nextSeq) return fault('sequence_gap')
  const audioMs = state.audioMs + (samples.length * 1000) / PCM_SAMPLE_RATE
  const wakes = state.activity === 'paused'
  const taken: Live = { ...state, nextSeq: seq + 1, audioMs, activity: wakes ? 'listening' : state.activity }
  const effects: Effect[] = [
    ...(wakes ? [send({ type: 'state', state: 'listening' })] : []),
    { do: 'take', seq, samples },
  ]
  if (audioMs < limits.liveSessionMsMax) return { state: taken, effects }
  const full = finish(taken, { for: 'stop', reason: 'stopped' })
  return { state: full.state, effects: [...effects, ...full.effects] }
}

function obey(state: Live, message: ClientMessage): Step {
  switch (message.type) {
    case 'finalize':
    case 'pause':
      return finish(state, { for: message.type })
    case 'stop':
      return finish(state, { for: 'stop', reason: 'stopped' })
    case 'update':
      return { state, effects: [{ do: 'update', change: changeOf(message) }] }
    default:
      return fault('bad_message')
  }
}

function finish(state: Live, finishing: Finishing): Step {
  if (isStopping(state)) return { state, effects: [] }
  if (state.finishing) {
    // Asked for twice is done once.
    const isRepeated = state.next.at(-1)?.for === finishing.for
    return { state: isRepeated ? state : { ...state, next: [...state.next, finishing] }, effects: [] }
  }
  return beginFinishing(state, finishing)
}

function beginFinishing(state: Live, finishing: Finishing): Step {
  const tells: Effect[] = finishing.for === 'stop' ? [send({ type: 'state', state: 'finishing' })] : []
  return { state: { ...state, finishing }, effects: [...tells, { do: 'finish' }] }
}

function afterFinishing(state: Live): Step {
  const { finishing, next } = state
  if (finishing?.for === 'stop') {
    return { state: { phase: 'ending', reason: finishing.reason }, effects: [{ do: 'end', reason: finishing.reason }] }
  }
  const isPaused = finishing?.for === 'pause'
  const rested: Live = { ...state, finishing: null, next: next.slice(1), activity: isPaused ? 'paused' : state.activity }
  const effects: Effect[] = [send(isPaused ? { type: 'state', state: 'paused' } : { type: 'finalized' })]
  if (!next[0]) return { state: rested, effects }
  const following = beginFinishing(rested, next[0])
  return { state: following.state, effects: [...effects, ...following.effects] }
}

/** Nobody can come back to the session: it ends with what was heard. */
function finishAlone(state: SessionState, reason: EndReason): Step {
  if (state.phase === 'live') return finish(state, { for: 'stop', reason })
  return state.phase === 'ending' ? { state, effects: [] } : over([{ do: 'leave', close: null }])
}

function whileEnding(state: SessionState & { phase: 'ending' }, event: SessionEvent): Step {
  if (event.type !== 'ended') return { state, effects: [] }
  const { recordingId } = event
  return over([send({ type: 'ended', recordingId, reason: state.reason }), { do: 'leave', close: 'ended' }])
}

function isStopping(state: Live): boolean {
  return [state.finishing, ...state.next].some((finishing) => finishing?.for === 'stop')
}

const translatedTo = ({ translateTo }: Wish) => (translateTo === undefined ? {} : { translateTo })

type WishFields = { language?: string; model?: string | null; title?: string; translateTo?: string | null }

function changeOf({ language, model, title, translateTo }: WishFields): Partial<Wish> {
  return {
    ...(language !== undefined && { language }),
    ...(model !== undefined && { modelId: model }),
    ...(title !== undefined && { title }),
    ...(translateTo !== undefined && { translateTo }),
  }
}

function fault(reason: CloseReason): Step {
  const said = reason === 'ended' || reason === 'going_away' ? [] : [errorOf(reason)]
  return over([...said, { do: 'leave', close: reason }])
}

function errorOf(reason: keyof typeof closeMessages): Effect {
  const retryable = !['ticket_refused', 'session_unknown', 'superseded'].includes(reason)
  return send({ type: 'error', code: reason, message: closeMessages[reason], retryable })
}

function over(effects: Effect[]): Step {
  return { state: { phase: 'over' }, effects }
}

function send(message: ServerMessage): Effect {
  return { do: 'send', message }
}
