import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isAppError } from '#domain/errors/app-error'
import type { SearchFilter } from '#domain/search/search-filter'
import { tokenize } from '#domain/search/tokens'
import type { PassageVector, VectorRecording, VectorStore } from '#domain/search/vector-store'

export interface VectorStoreUnderTest {
  store: VectorStore
  /** The same data, opened by another process. */
  openAgain(): VectorStore
  /** One that can't be reached. */
  openBroken(): VectorStore
}

const DIMENSIONS = 4
const base: Omit<VectorRecording, 'id' | 'userId'> = { language: 'en', source: 'upload', createdAt: new Date('2026-01-15') }
const axes = { east: [1, 0, 0, 0], northeast: [0.8, 0.6, 0, 0], north: [0, 1, 0, 0], up: [0, 0, 1, 0] }
type Axis = keyof typeof axes

/** What every store of vectors promises. */
export function describeVectorStore(name: string, open: () => Promise<VectorStoreUnderTest>): void {
  describe(name, () => {
    let under: VectorStoreUnderTest
    const collection = `chunks_${randomUUID().slice(0, 8)}`
    const [me, you] = [randomUUID(), randomUUID()]

    const passage = (chunkIndex: number, axis: Axis, text = ''): PassageVector =>
      ({ chunkIndex, print: `${axis}${chunkIndex}`, vector: Float32Array.from(axes[axis]), tokens: tokenize(text) })
    async function add(of: Partial<VectorRecording>, ...vectors: PassageVector[]): Promise<string> {
      const recording = { ...base, id: randomUUID(), userId: me, ...of }
      await under.store.write(collection, recording, vectors)
      return recording.id
    }
    const question = (axis: Axis, filter: SearchFilter = {}, userId: string = me) =>
      ({ userId, vector: Float32Array.from(axes[axis]), similarityMin: 0.5, filter, limit: 10 })
    async function found(axis: Axis, filter?: SearchFilter, userId?: string, store = under.store) {
      return (await store.search(collection, question(axis, filter, userId))).map(({ print }) => print)
    }

    beforeAll(async () => {
      under = await open()
      await under.store.ensure(collection, DIMENSIONS)
      await under.store.ensure(collection, DIMENSIONS)
    })
    afterAll(async () => {
      await under.store.drop(collection)
      await under.store.close()
    })

    it('finds the closest first, and nothing that is far', async () => {
      const id = await add({}, passage(0, 'north'), passage(1, 'northeast'), passage(2, 'east'), passage(3, 'up'))
      expect(await found('east', { recordingId: id })).toEqual(['east2', 'northeast1'])
      const [hit] = await under.store.search(collection, question('up', { recordingId: id }))
      expect(hit).toEqual({ recordingId: id, chunkIndex: 3, print: 'up3' })
    })

    it('gives no more than asked for', async () => {
      const id = await add({}, ...Array.from({ length: 12 }, (_, index) => passage(index, 'east')))
      const hits = await under.store.search(collection, { ...question('east', { recordingId: id }), limit: 5 })
      expect(hits).toHaveLength(5)
    })

    it('never gives anybody what is another’s, whatever the filter says', async () => {
      const theirs = await add({ userId: you }, passage(0, 'up'))
      expect(await found('up', { recordingId: theirs })).toEqual([])
      expect(await found('up', { recordingId: theirs }, you)).toEqual(['up0'])
      expect(await found('up', { recordingId: `${theirs}' or '1'='1` })).toEqual([])
      expect(await found('up', {}, `${me}' or '1'='1`)).toEqual([])
      expect(await found('up', { language: `en' or user_id = '${you}` })).toEqual([])
      const mine = await under.store.search(collection, question('up'))
      expect(mine.map(({ recordingId }) => recordingId)).not.toContain(theirs)
    })

    it('heeds language, source and date', async () => {
      const who = randomUUID()
      await add({ userId: who, language: 'vi' }, passage(0, 'east'))
      await add({ userId: who, source: 'realtime' }, passage(1, 'east'))
      await add({ userId: who, createdAt: new Date('2026-02-01') }, passage(2, 'east'))
      const list = async (filter: SearchFilter) => (await found('east', filter, who)).sort()
      expect(await list({})).toEqual(['east0', 'east1', 'east2'])
      expect(await list({ language: 'vi-VN' })).toEqual(['east0'])
      expect(await list({ source: 'realtime' })).toEqual(['east1'])
      expect(await list({ from: new Date('2026-02-01') })).toEqual(['east2'])
      expect(await list({ until: new Date('2026-02-01') })).toEqual(['east0', 'east1'])
      expect(await list({ until: new Date('2026-02-01'), language: 'en' })).toEqual(['east1'])
    })

    it('puts what is written again in place of what was, and tells what is there', async () => {
      const id = await add({}, passage(0, 'east'), passage(1, 'north'))
      await under.store.write(collection, { ...base, id, userId: me }, [passage(1, 'up'), passage(2, 'up')])
      expect(await under.store.getPrints(collection, id)).toEqual(new Map([[0, 'east0'], [1, 'up1'], [2, 'up2']]))
      expect(await found('north', { recordingId: id })).toEqual([])
    })

    it('removes some of a recording, or all of it, again and again', async () => {
      const id = await add({}, passage(0, 'east'), passage(1, 'east'), passage(2, 'east'))
      await under.store.remove(collection, id, [])
      await under.store.remove(collection, id, [1, 7])
      expect([...(await under.store.getPrints(collection, id)).keys()].sort()).toEqual([0, 2])
      await under.store.remove(collection, id)
      await under.store.remove(collection, id)
      expect(await found('east', { recordingId: id })).toEqual([])
      await under.store.write(collection, { ...base, id, userId: me }, [])
      expect((await under.store.getPrints(collection, id)).size).toBe(0)
    })

    it('lets another process see at once what was written and removed', async () => {
      const other = under.openAgain()
      const id = await add({}, passage(0, 'up'))
      expect(await found('up', { recordingId: id }, me, other)).toEqual(['up0'])
      await under.store.write(collection, { ...base, id, userId: me }, [passage(1, 'up')])
      expect((await found('up', { recordingId: id }, me, other)).sort()).toEqual(['up0', 'up1'])
      await under.store.remove(collection, id)
      expect(await found('up', { recordingId: id }, me, other)).toEqual([])
      await other.close()
    })

    it('keeps all that several processes write at the same time', async () => {
      const other = under.openAgain()
      const ids = Array.from({ length: 8 }, () => randomUUID())
      await Promise.all(ids.map((id, index) => (index % 2 ? other : under.store)
        .write(collection, { ...base, id, userId: me }, [passage(0, 'north')])))
      for (const id of ids) expect((await other.getPrints(collection, id)).size).toBe(1)
      await other.close()
    })

    it('stays the same when it is put in order', async () => {
      const id = await add({}, passage(0, 'east'))
      await under.store.remove(collection, id)
      const kept = await add({}, passage(0, 'up'), passage(1, 'north'))
      const before = await under.store.count(collection)
      await under.store.tidy(collection)
      expect(await under.store.count(collection)).toBe(before)
      expect(await found('up', { recordingId: kept })).toEqual(['up0'])
    })

    it('has nothing in a collection that is not there', async () => {
      const none = 'chunks_none'
      expect(await under.store.search(none, question('east'))).toEqual([])
      expect(await under.store.count(none)).toBe(0)
      expect((await under.store.getPrints(none, randomUUID())).size).toBe(0)
      await under.store.remove(none, randomUUID())
      await under.store.drop(none)
    })

    it('takes nothing into a collection that is not there', async () => {
      await expect(under.store.write('chunks_none', { ...base, id: randomUUID(), userId: me }, [passage(0, 'up')]))
        .rejects.toMatchObject({ code: 'vectors_unavailable' })
    })

    describe('a collection that somebody else drops, or that is lost', () => {
      const name = `lost_${randomUUID().slice(0, 8)}`
      const recording = { ...base, id: randomUUID(), userId: me }
      beforeEach(async () => {
        await under.store.ensure(name, DIMENSIONS)
        await under.store.write(name, recording, [passage(0, 'up')])
        const other = under.openAgain()
        await other.drop(name)
        await other.close()
      })
      afterAll(() => under.store.drop(name))
      const again = async () => {
        await under.store.ensure(name, DIMENSIONS)
        await under.store.write(name, recording, [passage(1, 'up')])
        expect(await under.store.getPrints(name, recording.id)).toEqual(new Map([[1, 'up1']]))
        expect((await under.store.search(name, question('up'))).map(({ print }) => print)).toEqual(['up1'])
      }

      it('is empty, and is made again', async () => {
        expect((await under.store.getPrints(name, recording.id)).size).toBe(0)
        expect(await under.store.search(name, question('up'))).toEqual([])
        expect(await under.store.count(name)).toBe(0)
        await under.store.remove(name, recording.id)
        await under.store.tidy(name)
        await again()
      })

      it('takes nothing until it is made again', async () => {
        await expect(under.store.write(name, recording, [passage(1, 'up')]))
          .rejects.toMatchObject({ code: 'vectors_unavailable' })
        await again()
      })

      it('is used as it is where somebody else has made it again', async () => {
        const other = under.openAgain()
        await other.ensure(name, DIMENSIONS)
        await other.write(name, recording, [passage(2, 'up')])
        await other.close()
        expect((await under.store.search(name, question('up'))).map(({ print }) => print)).toEqual(['up2'])
        await under.store.write(name, recording, [passage(3, 'up')])
        expect([...(await under.store.getPrints(name, recording.id)).keys()].sort()).toEqual([2, 3])
      })
    })

    it('says so when it can’t be reached', async () => {
      const broken = under.openBroken()
      const failure = await broken.search(collection, question('east')).catch((error: unknown) => error)
      expect(isAppError(failure) && failure.code).toBe('vectors_unavailable')
      await broken.close().catch(() => {})
    })
  })
}
