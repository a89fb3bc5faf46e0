import { describe, expect, it } from 'vitest'
import { needsReload, snapshotNeedsReload, withLive, type LiveEvent } from './live-events'

const shown = { id: 'a', status: 'processing', progressMs: 20, totalMs: null as number | null }
const event = (change: Partial<LiveEvent> = {}): LiveEvent =>
  ({ recordingId: 'a', status: 'processing', progressMs: 30, totalMs: 100, atMs: 1, ...change })

describe('withLive', () => {
  it('moves progress on, never back', () => {
    expect(withLive(shown, event())).toEqual({ ...shown, progressMs: 30, totalMs: 100 })
    expect(withLive(shown, event({ progressMs: 10, totalMs: null }))).toEqual(shown)
  })

  it('leaves a change of status to the page’s own data', () => {
    expect(withLive(shown, event({ status: 'done' }))).toBe(shown)
    expect(withLive(shown, undefined)).toBe(shown)
  })
})

describe('needsReload', () => {
  it('asks again for a step, and not for progress', () => {
    expect(needsReload([shown], event(), true)).toBe(false)
    expect(needsReload([shown], event({ status: 'done' }), false)).toBe(true)
    expect(needsReload([shown], event({ status: 'deleted' }), false)).toBe(true)
  })

  it('asks again for a new recording where the page would show it', () => {
    const other = event({ recordingId: 'b', status: 'queued' })
    expect(needsReload([shown], other, true)).toBe(true)
    expect(needsReload([shown], other, false)).toBe(false)
    expect(needsReload([shown], { ...other, status: 'deleted' }, true)).toBe(false)
  })
})

describe('snapshotNeedsReload', () => {
  it('notices what ended while nobody listened', () => {
    expect(snapshotNeedsReload([shown], [event()], true)).toBe(false)
    expect(snapshotNeedsReload([shown], [], true)).toBe(true)
    expect(snapshotNeedsReload([{ ...shown, status: 'done' }], [], true)).toBe(false)
  })

  it('notices what began while nobody listened', () => {
    expect(snapshotNeedsReload([], [event()], true)).toBe(true)
    expect(snapshotNeedsReload([], [event()], false)).toBe(false)
  })
})
