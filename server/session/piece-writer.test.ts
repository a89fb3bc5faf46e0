import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, vi } from 'vitest'
import type { LiveAdvance, LiveRefusal } from '#domain/live/live-writes.server'
import { limits } from '#domain/limits/limits'
import { PieceWriter, type PieceWriterDeps } from './piece-writer'

/** A writer whose storage and rows are kept in memory, and may be made to fail. */
function makeWriter(failures = { put: 0, advance: 0 }) {
  const pieces = new Map<string, Int16Array>()
  const rows: LiveAdvance[] = []
  const acks: number[] = []
  const lost: LiveRefusal[] = []
  const away: unknown[] = []
  let refusal: LiveRefusal | null = null
  const deps: PieceWriterDeps = {
    async putPiece(samples) {
      await sleep(5)
      if (failures.put-- > 0) throw new Error('storage is away')
      const key = `piece-${pieces.size}`
      pieces.set(key, samples)
      return key
    },
    async advance(advance) {
      await sleep(5)
      if (failures.advance-- > 0) throw new Error('the database is away')
      if (refusal) return refusal
      rows.push(advance)
      return { leftMs: null }
    },
    onStored: ({ nextSeq }) => acks.push(nextSeq),
    onLost: (reason) => lost.push(reason),
    onAway: (error) => away.push(error),
    onTrouble: () => undefined,
  }
  const writer = new PieceWriter({ nextSeq: 0, samples: 0, cutSample: 0, nextSegmentId: 0 }, deps)
  return { writer, pieces, rows, acks, lost, away, refuse: (reason: LiveRefusal) => (refusal = reason) }
}

const samplesOf = (value: number) => new Int16Array(1600).fill(value)

it('stores all audio in order, whatever comes while it writes (SPEC 3.3, 3.4)', async () => {
  const { writer, pieces, rows, acks } = makeWriter()
  writer.add(0, samplesOf(1))
  const first = writer.flush()
  writer.add(1, samplesOf(2))
  writer.add(2, samplesOf(3))
  await first
  await writer.flush()
  expect(acks).toEqual([1, 3])
  const stored = rows.flatMap(({ piece }) => [...pieces.get(piece!.key)!])
  expect(stored).toEqual([1, 2, 3].flatMap((value) => [...samplesOf(value)]))
  expect(rows.map(({ piece }) => piece!.samples)).toEqual([1600, 3200])
})

it('stores segments with the audio they stand on, never without a cut (SPEC 3.5)', async () => {
  const { writer, rows } = makeWriter()
  writer.add(0, samplesOf(1))
  writer.settle({ id: 0, startMs: 0, endMs: 90, text: 'a' })
  writer.cut(1500, 1)
  await writer.flush()
  expect(rows).toMatchObject([{ nextSeq: 1, cutSample: 1500, nextSegmentId: 1, segments: [{ id: 0 }] }])
  writer.cut(1600, 1)
  await writer.flush()
  expect(rows[1]).toMatchObject({ piece: null, cutSample: 1600, segments: [] })
})

it('holds audio while storage or database is away, and acknowledges only what is stored (SPEC 3.8)', async () => {
  const { writer, rows, acks } = makeWriter({ put: 1, advance: 1 })
  writer.add(0, samplesOf(1))
  const flushed = writer.flush()
  await sleep(50)
  expect(acks).toEqual([])
  await flushed
  expect(acks).toEqual([1])
  expect(rows).toHaveLength(1)
})

it('counts what is in a write that is under way among what is not stored (SPEC 1.8)', async () => {
  const { writer } = makeWriter({ put: 1, advance: 0 })
  writer.add(0, samplesOf(1))
  const flushed = writer.flush()
  writer.add(1, samplesOf(2))
  await sleep(50)
  expect(writer.waitingMs).toBe(200)
  await flushed
  expect(writer.waitingMs).toBe(100)
  await writer.flush()
  expect(writer.waitingMs).toBe(0)
})

it('gives up after the longest outage, says so, and writes nothing more (SPEC 3.8)', async () => {
  const { writer, pieces, acks, away } = makeWriter({ put: Infinity, advance: 0 })
  const now = vi.spyOn(Date, 'now').mockReturnValue(0)
  writer.add(0, samplesOf(1))
  const flushed = writer.flush()
  await sleep(50)
  expect(away).toEqual([])
  now.mockReturnValue(limits.liveStoreOutageMsMax)
  await flushed
  now.mockRestore()
  writer.add(1, samplesOf(2))
  await writer.flush()
  expect([away.length, pieces.size, acks]).toEqual([1, 0, []])
})

it('says that it was superseded, and writes nothing more (SPEC 2.4)', async () => {
  const { writer, lost, acks, refuse } = makeWriter()
  refuse('superseded')
  writer.add(0, samplesOf(1))
  await writer.flush()
  writer.add(1, samplesOf(1))
  await writer.flush()
  expect(lost).toEqual(['superseded'])
  expect(acks).toEqual([])
})
