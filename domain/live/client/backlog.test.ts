import { expect, it } from 'vitest'
import { FRAME_SAMPLES } from '../audio-frame'
import { Backlog } from './backlog'
import { makeMemoryTakeStore, type Take, type TakeStore } from './take'

const FRAMES = 5_000
const take = (): Take => ({
  id: 'a-take', userId: 'somebody', sessionId: null, resumeTicket: null, offset: 0, title: '', language: 'en', modelId: null, startedAt: 0,
  isFinishing: false,
})

/** So much was spoken, and is written as far as the store does that. */
async function speak(store: TakeStore, count = FRAMES) {
  const told = { troubles: 0, read: () => {} }
  const spoken = take()
  const backlog = new Backlog({ take: spoken, kept: undefined, store, onTrouble: () => void told.troubles++, onRead: () => told.read() })
  for (let index = 0; index < count; index++) backlog.push(new Int16Array(FRAME_SAMPLES).fill(index))
  await backlog.flush()
  return { backlog, told, take: spoken }
}

/** Sends everything, each frame acknowledged before the next; the numbers of the frames with what they were sent as. */
async function sendAll({ backlog, told }: Awaited<ReturnType<typeof speak>>): Promise<[sample: number, seq: number][]> {
  const sent: [number, number][] = []
  while (backlog.ring.first < backlog.ring.end) {
    const { first } = backlog.ring
    const isRead = new Promise<void>((resolve) => (told.read = resolve))
    const frame = backlog.get(first)
    if (!frame) await isRead
    else {
      sent.push([frame[0]!, backlog.numbers.seqOf(first)])
      backlog.numbers.noteSent(first + 1)
      backlog.dropBefore(backlog.numbers.seqOf(first + 1))
    }
  }
  return sent
}

async function samplesOf(backlog: Backlog): Promise<number[]> {
  const samples: number[] = []
  for await (const frames of backlog.all()) samples.push(...frames.map(([sample]) => sample!))
  return samples
}
const counted = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => from + at)

it('gives every frame in its turn, though most are in the store alone', async () => {
  const spoken = await speak(makeMemoryTakeStore())
  expect(spoken.backlog.ring.held).toBeLessThan(FRAMES / 2)
  expect(await samplesOf(spoken.backlog)).toEqual(counted(0, FRAMES))
  expect(await sendAll(spoken)).toEqual(counted(0, FRAMES).map((number) => [number, number]))
  expect(spoken.told.troubles).toBe(0)
})

it('keeps everything in memory where the store takes nothing', async () => {
  const refuse = () => Promise.reject(new Error('full'))
  const spoken = await speak({ ...makeMemoryTakeStore(), append: refuse })
  expect(spoken.told.troubles).toBeGreaterThan(0)
  expect(await samplesOf(spoken.backlog)).toEqual(counted(0, FRAMES))
  expect(await sendAll(spoken)).toHaveLength(FRAMES)
})

it('gives what memory has where the store takes everything and cannot be read', async () => {
  const store = makeMemoryTakeStore()
  const broken = { ...store, read: () => Promise.reject(new Error('The disk is away.')) }
  const short = await speak(broken, 200)
  expect(await samplesOf(short.backlog)).toEqual(counted(0, 200))
  const long = await speak(broken)
  const { held } = long.backlog.ring
  expect(held).toBeLessThan(FRAMES)
  long.backlog.push(new Int16Array(FRAME_SAMPLES).fill(FRAMES))
  expect(await samplesOf(long.backlog)).toEqual([...counted(0, held), FRAMES])
  expect(long.told.troubles).toBe(1)
})

it('leaves out what the store has lost, and numbers the rest on', async () => {
  const store = makeMemoryTakeStore()
  const spoken = await speak({
    ...store,
    // Somebody has cleared what was written in between.
    read: (id, from, most) => (from < 3_000 ? store.read(id, from, Math.min(most, 3_000 - from)) : store.read(id, Math.max(from, 4_000), most)),
  })
  const sent = await sendAll(spoken)
  expect(sent.map(([sample]) => sample)).toEqual([...counted(0, 3_000), ...counted(4_000, FRAMES)])
  expect(sent.map(([, seq]) => seq)).toEqual(counted(0, 4_000))
  expect(spoken.take.offset).toBe(-1_000)
})
