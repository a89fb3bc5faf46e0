import { expect, it } from 'vitest'
import type { UploadItem, UploadState } from './upload-item'
import { uploadTotals } from './upload-estimate'

const item = (bytes: number, state: UploadState): UploadItem =>
  ({ id: 'x', name: 'x', bytes, source: null, attempts: 1, state })

it('sums what is on its way, and estimates from the pace of what moves now', () => {
  const queue = [
    item(1000, { kind: 'accepted', recordingId: 'r', title: '', duplicateOf: null }),
    item(4000, { kind: 'sending', sentBytes: 1000, fromBytes: 0, startedAtMs: 0 }),
    item(4000, { kind: 'sending', sentBytes: 1000, fromBytes: 0, startedAtMs: 0 }),
    item(2000, { kind: 'waiting' }),
    item(9000, { kind: 'cancelled' }),
  ]
  // Two files at 0.1 bytes a millisecond each; 8000 bytes are left.
  expect(uploadTotals(queue, 10_000)).toEqual({ sentBytes: 3000, allBytes: 11_000, leftMs: 40_000 })
})

it('goes by the pace of this attempt, not by what had arrived before', () => {
  const queue = [item(10_000, { kind: 'sending', sentBytes: 6000, fromBytes: 5000, startedAtMs: 0 })]
  expect(uploadTotals(queue, 10_000)).toMatchObject({ sentBytes: 6000, leftMs: 40_000 })
})

it('estimates nothing before there is a pace', () => {
  const fresh = [item(4000, { kind: 'sending', sentBytes: 1000, fromBytes: 0, startedAtMs: 0 })]
  expect(uploadTotals(fresh, 500).leftMs).toBeNull()
  expect(uploadTotals([item(4000, { kind: 'waiting' })], 10_000).leftMs).toBeNull()
})

it('never counts more than a file holds', () => {
  const queue = [item(4000, { kind: 'sending', sentBytes: 4200, fromBytes: 0, startedAtMs: 0 })]
  expect(uploadTotals(queue, 10_000)).toMatchObject({ sentBytes: 4000, leftMs: 0 })
})
