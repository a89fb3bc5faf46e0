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
    expect(needsReload([shown], event(), new Set())).toBe(false)
    expect(needsReload([shown], event({ status: 'done' }), null)).toBe(true)
    expect(needsReload([shown], event({ status: 'deleted' }), null)).toBe(true)
  })

  it('asks again for a new recording where the page would show it', () => {
    const other = event({ recordingId: 'b', status: 'queued' })
    expect(needsReload([shown], other, new Set())).toBe(true)
    expect(needsReload([shown], other, null)).toBe(false)
    expect(needsReload([shown], { ...other, status: 'deleted' }, new Set())).toBe(false)
  })

  it('asks once for a recording that belongs on another page, however often it is heard of', () => {
    const asked = new Set<string>()
    const heard = [10, 20, 30].map((progressMs) => needsReload([shown], event({ recordingId: 'b', progressMs }), asked))
    expect(heard).toEqual([true, false, false])
    expect(needsReload([shown], event({ recordingId: 'c' }), asked)).toBe(true)
  })
})

describe('snapshotNeedsReload', () => {
  it('notices what ended while nobody listened', () => {
    expect(snapshotNeedsReload([shown], [event()], new Set())).toBe(false)
    expect(snapshotNeedsReload([shown], [], new Set())).toBe(true)
    expect(snapshotNeedsReload([{ ...shown, status: 'done' }], [], new Set())).toBe(false)
  })

  it('notices what began while nobody listened, once', () => {
    const asked = new Set<string>()
    const snapshot = [event(), event({ recordingId: 'b' })]
    expect(snapshotNeedsReload([], snapshot, asked)).toBe(true)
    expect(snapshotNeedsReload([], snapshot, asked)).toBe(false)
    expect(needsReload([], event({ recordingId: 'b' }), asked)).toBe(false)
    expect(snapshotNeedsReload([], snapshot, null)).toBe(false)
  })
})
