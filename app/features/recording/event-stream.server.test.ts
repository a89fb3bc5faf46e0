import { afterEach, describe, expect, it } from 'vitest'
import type { RecordingEvent, RecordingEvents } from '~/web/services'
import { makeEventStream, type EventStreamOptions } from './event-stream.server'

/** The hub as the web process has it, without the database behind it. */
function makeHub() {
  const listeners = new Map<string, Set<{ hear(event: RecordingEvent): void; onMissed(): void }>>()
  const events: RecordingEvents = {
    subscribe(userId, hear, onMissed) {
      const listener = { hear, onMissed }
      const set = listeners.get(userId) ?? new Set()
      listeners.set(userId, set.add(listener))
      return () => set.delete(listener)
    },
  }
  const emit = (event: RecordingEvent) => listeners.get(event.userId)?.forEach(({ hear }) => hear(event))
  const miss = () => [...listeners.values()].forEach((set) => set.forEach(({ onMissed }) => onMissed()))
  const count = (userId: string) => listeners.get(userId)?.size ?? 0
  return { events, emit, miss, count }
}

const change = (userId: string, progressMs = 5): RecordingEvent =>
  ({ userId, recordingId: 'r1', status: 'processing', progressMs, totalMs: 100 })

const aborts: AbortController[] = []
afterEach(() => aborts.splice(0).forEach((abort) => abort.abort()))

function open(change: Partial<EventStreamOptions> & Pick<EventStreamOptions, 'events'>) {
  const abort = new AbortController()
  aborts.push(abort)
  const stream = makeEventStream({
    userId: 'alice', loadOpen: async () => [], isAllowed: async () => true,
    signals: [abort.signal, new AbortController().signal], heartbeatMs: 60_000, connectionsMax: 2, ...change,
  })
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let heard = ''
  /** Reads until the text has come; fails when the stream ends before. */
  async function until(text: string): Promise<string> {
    while (!heard.includes(text)) {
      const { done, value } = await reader.read()
      if (done) throw new Error(`The stream ended before ${text}; it said ${heard}`)
      heard += decoder.decode(value, { stream: true })
    }
    return heard
  }
  return { abort, reader, until }
}

describe('makeEventStream', () => {
  it('tells the open state first, then changes', async () => {
    const hub = makeHub()
    const client = open({
      events: hub.events,
      loadOpen: async () => [{ recordingId: 'r0', status: 'queued', progressMs: 0, totalMs: null }],
    })
    expect(await client.until('"r0"')).toContain('event: snapshot\ndata: [{"recordingId":"r0","status":"queued"')
    hub.emit(change('alice', 42))
    const heard = await client.until('"progressMs":42')
    expect(heard).toContain('event: change\ndata: {"recordingId":"r1"')
    expect(heard).not.toContain('alice')
  })

  it('never tells another user’s changes', async () => {
    const hub = makeHub()
    const client = open({ events: hub.events })
    await client.until('snapshot')
    hub.emit(change('bob', 666))
    hub.emit(change('alice', 7))
    expect(await client.until('"progressMs":7')).not.toContain('666')
  })

  it('keeps the connection warm', async () => {
    const client = open({ events: makeHub().events, heartbeatMs: 5 })
    expect(await client.until('\n:\n\n')).toContain(':\n\n')
  })

  it('ends when changes may have been missed, so that the browser asks for the state again', async () => {
    const hub = makeHub()
    const client = open({ events: hub.events })
    await client.until('snapshot')
    hub.miss()
    expect((await client.reader.read()).done).toBe(true)
    expect(hub.count('alice')).toBe(0)
  })

  it('ends once the user may no longer listen, or when nobody can tell', async () => {
    const hub = makeHub()
    let allowed = true
    const client = open({ events: hub.events, heartbeatMs: 5, isAllowed: async () => allowed })
    await client.until('\n:\n\n')
    allowed = false
    await expect(client.until('never')).rejects.toThrow('ended before')
    const unsure = open({ events: hub.events, heartbeatMs: 5, isAllowed: () => Promise.reject(new Error('database gone')) })
    await expect(unsure.until('never')).rejects.toThrow('database gone')
    expect(hub.count('alice')).toBe(0)
  })

  it('stops listening when the browser goes, whichever way it is told', async () => {
    const hub = makeHub()
    const left = open({ events: hub.events })
    await left.until('snapshot')
    const cancelled = open({ events: hub.events })
    await cancelled.until('snapshot')
    expect(hub.count('alice')).toBe(2)
    left.abort.abort()
    expect(hub.count('alice')).toBe(1)
    expect((await left.reader.read()).done).toBe(true)
    await cancelled.reader.cancel()
    expect(hub.count('alice')).toBe(0)
  })

  it('holds a user to so many connections, and gives each back once', async () => {
    const { events } = makeHub()
    const first = open({ events })
    open({ events })
    expect(() => open({ events })).toThrow('At most 2 can follow along')
    expect(() => open({ events, userId: 'bob' })).not.toThrow()
    first.abort.abort()
    await first.reader.cancel()
    open({ events })
    expect(() => open({ events })).toThrow('At most 2 can follow along')
  })

  it('gives the connection back when the open state cannot be loaded', async () => {
    const hub = makeHub()
    const client = open({ events: hub.events, loadOpen: () => Promise.reject(new Error('database gone')) })
    await expect(client.until('snapshot')).rejects.toThrow('database gone')
    expect(hub.count('alice')).toBe(0)
  })

  it('lets nothing linger for a browser that is gone already', async () => {
    const hub = makeHub()
    const client = open({ events: hub.events, signals: [new AbortController().signal, AbortSignal.abort()] })
    expect((await client.reader.read()).done).toBe(true)
    expect(hub.count('alice')).toBe(0)
  })
})
