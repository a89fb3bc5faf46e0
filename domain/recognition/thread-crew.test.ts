import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { ThreadCrew } from './thread-crew.server'

const entry = new URL('../../tests/fixtures/threads/fragile-thread.ts', import.meta.url)

interface FragileRequest {
  /** The thread crashes until this file is there. */
  flag: string
  mendIt: boolean
}

let crew: ThreadCrew<FragileRequest, { id: number; threadId: number }>
let deaths: (Error | null)[]

function open(threads: number, idleMs = 60_000) {
  deaths = []
  crew = new ThreadCrew(entry, { threads, data: {}, idleMs, onThreadDeath: (reason) => deaths.push(reason) })
}
afterEach(() => crew.close())

const freshFlag = async () => join(await mkdtemp(join(tmpdir(), 'steno-crew-')), 'flag')

it('tries once more on a fresh thread when one crashes', async () => {
  open(1)
  const reply = await crew.ask({ flag: await freshFlag(), mendIt: true })
  expect(reply.threadId).toBeGreaterThan(0)
  expect(deaths.map((reason) => reason?.message)).toEqual(['crashed on purpose'])
})

it('gives up a request that crashes every time, and serves the next one', async () => {
  open(1)
  const flag = await freshFlag()
  await expect(crew.ask({ flag, mendIt: false })).rejects.toMatchObject({ code: 'recognizer_failed' })
  expect(deaths).toHaveLength(2)
  await crew.ask({ flag, mendIt: true })
  expect(crew.load).toBe(0)
})

it('keeps to its count of threads, and uses them again', async () => {
  open(2)
  const flag = await freshFlag()
  await crew.ask({ flag, mendIt: true })
  const replies = await Promise.all(Array.from({ length: 12 }, () => crew.ask({ flag, mendIt: true })))
  expect(new Set(replies.map(({ threadId }) => threadId)).size).toBeLessThanOrEqual(2)
})

it('ends threads that have nothing to do, which is no death, and starts others when there is work', async () => {
  open(1, 1)
  const flag = await freshFlag()
  const first = await crew.ask({ flag, mendIt: true })
  await new Promise((resolve) => setTimeout(resolve, 1000))
  const second = await crew.ask({ flag, mendIt: true })
  expect(second.threadId).not.toBe(first.threadId)
  expect(deaths.filter((reason) => reason?.message !== 'crashed on purpose')).toEqual([])
})

it('takes nothing more once it is closed', async () => {
  open(1)
  await crew.close()
  await expect(crew.ask({ flag: '/', mendIt: true })).rejects.toMatchObject({ code: 'unavailable' })
})
