import { describe, expect, it } from 'vitest'
import { canCancel, isOpen, retryDelayMs, UPLOAD_ATTEMPTS_MAX, type UploadAnswer } from './upload-item'
import { nextUpload, reduceUploads, type UploadEvent, type UploadQueue } from './upload-queue'

const file = (id: string, bytes = 1000) => ({ id, name: `${id}.wav`, bytes, source: null })
const added = (...files: ReturnType<typeof file>[]): UploadEvent => ({ type: 'added', files, bytesMax: 5000 })
const run = (...events: UploadEvent[]) => events.reduce<UploadQueue>(reduceUploads, [])
const started = (id: string): UploadEvent => ({ type: 'started', id, nowMs: 7 })
const broke = (id: string, hasMoved = false): UploadEvent => ({ type: 'broke', id, dueAtMs: 99, reason: 'stalled', hasMoved })
const yes: UploadAnswer = { ok: true, recordingId: 'r1', title: 'One', duplicateOf: null }
const no: UploadAnswer = { ok: false, error: { code: 'media_no_audio', params: {} } }
const kinds = (queue: UploadQueue) => queue.map(({ state }) => state.kind)

describe('the upload list', () => {
  it('takes a file from waiting to accepted', () => {
    const sending = run(added(file('a')), started('a'), { type: 'progressed', id: 'a', sentBytes: 400 })
    const state = { kind: 'sending', sentBytes: 400, fromBytes: 400, startedAtMs: 7 }
    expect(sending[0]).toMatchObject({ attempts: 1, state })
    expect(reduceUploads(sending, { type: 'progressed', id: 'a', sentBytes: 500 })[0]?.state)
      .toEqual({ ...state, sentBytes: 500 })
    const checking = reduceUploads(sending, { type: 'sent', id: 'a' })
    expect(kinds(checking)).toEqual(['checking'])
    const accepted = reduceUploads(checking, { type: 'answered', id: 'a', answer: yes })
    expect(accepted[0]?.state).toEqual({ kind: 'accepted', recordingId: 'r1', title: 'One', duplicateOf: null })
  })

  it('refuses what is empty or too large before a byte is sent', () => {
    const queue = run(added(file('empty', 0), file('large', 5001), file('full', 5000)))
    expect(kinds(queue)).toEqual(['refused', 'refused', 'waiting'])
    const error = { code: 'upload_too_large', params: { maxBytes: 5000 } }
    expect(queue[1]?.state).toEqual({ kind: 'refused', error })
  })

  it('never sends a refused file again', () => {
    const refused = run(added(file('a')), started('a'), { type: 'answered', id: 'a', answer: no })
    expect(kinds(refused)).toEqual(['refused'])
    for (const event of [broke('a'), { type: 'due', id: 'a' }, { type: 'again', id: 'a' }] as UploadEvent[]) {
      expect(reduceUploads(refused, event)).toEqual(refused)
    }
  })

  it('sends what broke off again by itself, and stops after too many times', () => {
    let queue = run(added(file('a')))
    for (let attempt = 1; attempt < UPLOAD_ATTEMPTS_MAX; attempt += 1) {
      queue = reduceUploads(reduceUploads(queue, started('a')), broke('a'))
      expect(queue[0]).toMatchObject({ attempts: attempt, state: { kind: 'pausing', dueAtMs: 99, reason: 'stalled' } })
      queue = reduceUploads(queue, { type: 'due', id: 'a' })
    }
    queue = reduceUploads(reduceUploads(queue, started('a')), broke('a'))
    expect(kinds(queue)).toEqual(['stuck'])
    const again = reduceUploads(queue, { type: 'again', id: 'a' })
    expect(again[0]).toMatchObject({ attempts: 0, state: { kind: 'waiting' } })
  })

  it('counts attempts anew once something of it has arrived', () => {
    let queue = run(added(file('a')))
    for (let attempt = 1; attempt < 3 * UPLOAD_ATTEMPTS_MAX; attempt += 1) {
      queue = reduceUploads(reduceUploads(queue, started('a')), broke('a', true))
      expect(queue[0]).toMatchObject({ attempts: 1, state: { kind: 'pausing' } })
      queue = reduceUploads(queue, { type: 'due', id: 'a' })
    }
  })

  it('can be cancelled until every byte has left, and late news changes nothing', () => {
    const histories = [[], [started('a')], [started('a'), broke('a')]]
    for (const history of histories as UploadEvent[][]) {
      const open = run(added(file('a')), ...history)
      expect(open.every(isOpen)).toBe(true)
      const cancelled = reduceUploads(open, { type: 'cancelled', id: 'a' })
      expect(kinds(cancelled)).toEqual(['cancelled'])
      expect(cancelled.some(isOpen)).toBe(false)
      const answered: UploadEvent = { type: 'answered', id: 'a', answer: yes }
      for (const late of [broke('a'), answered, { type: 'due', id: 'a' }] satisfies UploadEvent[]) {
        expect(reduceUploads(cancelled, late)).toEqual(cancelled)
      }
    }
  })

  it('cannot cancel what the server has in full and will queue', () => {
    const checking = run(added(file('a')), started('a'), { type: 'sent', id: 'a' })
    expect(checking.every(canCancel)).toBe(false)
    expect(reduceUploads(checking, { type: 'cancelled', id: 'a' })).toEqual(checking)
  })

  it('cannot cancel what is in the library already', () => {
    const done = run(added(file('a')), started('a'), { type: 'answered', id: 'a', answer: yes })
    expect(reduceUploads(done, { type: 'cancelled', id: 'a' })).toEqual(done)
    expect(reduceUploads(done, { type: 'removed', id: 'a' })).toEqual([])
  })
})

describe('nextUpload', () => {
  it('sends two at a time, in the order they came', () => {
    const one = run(added(file('a'), file('b'), file('c')))
    expect(nextUpload(one)?.id).toBe('a')
    const two = reduceUploads(one, started('a'))
    expect(nextUpload(two)?.id).toBe('b')
    const three = reduceUploads(two, started('b'))
    expect(nextUpload(three)).toBeNull()
    expect(nextUpload(reduceUploads(three, { type: 'sent', id: 'a' }))).toBeNull()
    expect(nextUpload(reduceUploads(three, broke('a')))?.id).toBe('c')
  })
})

describe('retryDelayMs', () => {
  it('doubles up to half a minute, and is spread', () => {
    expect([1, 2, 3, 6, 20].map((attempts) => retryDelayMs(attempts, 1))).toEqual([1000, 2000, 4000, 30_000, 30_000])
    expect(retryDelayMs(1, 0)).toBe(500)
  })
})
