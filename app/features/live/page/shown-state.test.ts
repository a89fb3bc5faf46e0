import { expect, it } from 'vitest'
import type { LiveState } from '#domain/live/client/live-state'
import { showState } from './shown-state'

const live: LiveState = {
  sessionId: 's', link: 'open', wanted: 'running', activity: 'listening', trouble: null, refusedWish: null, outcome: null,
  keptMs: 0, storedMs: 0, isKeptOnDisk: true, lagMs: 0, quotaLeftMs: null, language: 'en', modelId: null, translateTo: null,
  translations: {}, translating: null,
  usedModelId: null, transcript: [],
}
const shown = (change: Partial<LiveState>) => showState({ phase: 'open', live: { ...live, ...change } })

it('calls each state of a recording by its name', () => {
  expect(showState({ phase: 'idle', live: null })).toBeNull()
  expect(showState({ phase: 'opening', live: null })).toBe('opening')
  expect(shown({ link: 'connecting', sessionId: null })).toBe('connecting')
  expect(shown({ link: 'waiting', sessionId: null })).toBe('reconnecting')
  expect(shown({ link: 'connecting' })).toBe('reconnecting')
  expect(shown({})).toBe('listening')
  expect(shown({ activity: 'speaking' })).toBe('speaking')
  expect(shown({ wanted: 'paused', activity: 'speaking' })).toBe('paused')
  expect(shown({ wanted: 'finished' })).toBe('finishing')
  expect(shown({ wanted: 'finished', link: 'waiting' })).toBe('reconnecting')
  expect(shown({ outcome: { kind: 'superseded' }, link: 'closed' })).toBe('over')
})
