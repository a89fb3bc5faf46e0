import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { watchMediaChild } from './media-watch.server'

/** Watches this very process, and resolves with the reason for which it would be stopped. */
function watch(options: Partial<Parameters<typeof watchMediaChild>[0]>) {
  let stop = () => {}
  const exceeded = new Promise<string>((resolve) => {
    stop = watchMediaChild({
      pid: process.pid,
      rssBytesMax: Number.MAX_SAFE_INTEGER,
      stallMs: 250,
      isWaitingForUs: () => false,
      progress: () => 0,
      onExceeded: resolve,
      ...options,
    })
  })
  return { exceeded, stop }
}

it('stops what gets nowhere', async () => {
  expect(await watch({}).exceeded).toMatch(/^no progress for \d+ ms$/)
})

it('stops what takes too much memory', async () => {
  expect(await watch({ rssBytesMax: 2 ** 20, stallMs: 60_000 }).exceeded).toMatch(/^\d+ bytes of memory$/)
})

it('lets go on what moves, what waits for its parent, and what it no longer watches', async () => {
  let steps = 0
  const moving = watch({ progress: () => steps++ })
  const waiting = watch({ isWaitingForUs: () => true })
  const forgotten = watch({})
  forgotten.stop()
  const all = [moving, waiting, forgotten].map(({ exceeded }) => exceeded)
  expect(await Promise.race([...all, sleep(1000, 'still running')])).toBe('still running')
  moving.stop()
  waiting.stop()
})
