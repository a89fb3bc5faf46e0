import { expect, it } from 'vitest'
import type { PartUploadState } from './part-upload'
import { PARTS_AT_ONCE, sendParts } from './send-parts'

const parts = [2, 3, 4, 5].map((number) => ({ number, bytes: number === 5 ? 3 : 10, url: `/${number}` }))
const upload: PartUploadState = { id: 'u', bytes: 43, partBytes: 10, arrived: [1], parts, urlsGoodForMs: 1000 }
const signal = new AbortController().signal

it('sends all that is asked for, so many at once, and tells of the whole file', async () => {
  const told: number[] = []
  const order: number[] = []
  let atOnce = 0
  let mostAtOnce = 0
  const { arrived, end } = await sendParts(upload, {
    signal,
    onProgress: (bytes) => told.push(bytes),
    async put({ number, bytes }, onProgress) {
      order.push(number)
      mostAtOnce = Math.max(mostAtOnce, ++atOnce)
      await Promise.resolve()
      onProgress(bytes)
      atOnce -= 1
      return { kind: 'arrived' }
    },
  })
  expect([arrived, end.kind, order, mostAtOnce]).toEqual([4, 'arrived', [2, 3, 4, 5], PARTS_AT_ONCE])
  expect([told[0], told.at(-1)]).toEqual([10, 43])
})

it('ends the others with the first that breaks off, and says what has arrived', async () => {
  const aborted: number[] = []
  const { arrived, end } = await sendParts(upload, {
    signal,
    onProgress: () => {},
    put: ({ number }, _onProgress, partSignal) => {
      if (number === 2) return Promise.resolve({ kind: 'arrived' })
      if (number === 4) return Promise.resolve({ kind: 'broke', reason: 'connection' })
      return new Promise((resolve) => partSignal.addEventListener('abort', () => {
        aborted.push(number)
        resolve({ kind: 'aborted' })
      }))
    },
  })
  expect([arrived, end, aborted]).toEqual([1, { kind: 'broke', reason: 'connection' }, [3]])
})

it('begins no part with an address that has expired', async () => {
  let nowMs = 0
  const { arrived, end } = await sendParts(upload, {
    signal, onProgress: () => {}, nowMs: () => nowMs,
    async put() {
      nowMs += 600
      return { kind: 'arrived' }
    },
  })
  expect([arrived, end.kind]).toEqual([2, 'arrived'])
})
