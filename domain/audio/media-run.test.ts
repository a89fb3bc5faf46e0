import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { endlessSource, tone, wavFile } from '#tests/support/media-fixtures'
import { MediaRun } from './media-run.server'
import type { MediaTask } from './media-wire'

const HOUR_MS = 3_600_000

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** A decode in full swing, and the rest of its work as one promise. */
async function startRun(options: ConstructorParameters<typeof MediaRun>[2] = {}) {
  const run = new MediaRun(endlessSource(HOUR_MS), 'decode', options)
  const output = run.output()
  await output.next()
  const rest = (async () => {
    for await (const _ of output);
  })()
  rest.catch(() => {})
  return { run, rest, pid: run.pid! }
}

describe('MediaRun', () => {
  it('kills the child when it is aborted', async () => {
    const controller = new AbortController()
    const { rest, pid } = await startRun({ signal: controller.signal })
    controller.abort(new Error('enough'))
    await expect(rest).rejects.toThrow('enough')
    expect(isRunning(pid)).toBe(false)
  })

  it('starts nothing when it is aborted beforehand', () => {
    const signal = AbortSignal.abort(new Error('never mind'))
    expect(() => new MediaRun(endlessSource(HOUR_MS), 'decode', { signal })).toThrow('never mind')
  })

  it('kills the child when its output is left early', async () => {
    const run = new MediaRun(endlessSource(HOUR_MS), 'decode')
    for await (const bytes of run.output()) {
      expect(bytes.length).toBeGreaterThan(0)
      break
    }
    expect(isRunning(run.pid!)).toBe(false)
    expect((await run.facts).format).toBe('wav')
  })

  it('takes a crash for a file that cannot be read', async () => {
    const { run, rest, pid } = await startRun()
    process.kill(pid, 'SIGSEGV')
    await expect(rest).rejects.toMatchObject({ code: 'media_not_recognised' })
    await expect(run.done).rejects.toMatchObject({ code: 'media_not_recognised' })
  })

  it('takes a kill by the system for a file that costs too much', async () => {
    const { rest, pid } = await startRun()
    process.kill(pid, 'SIGKILL')
    await expect(rest).rejects.toMatchObject({ code: 'media_too_costly' })
  })

  it('kills a child that hangs', async () => {
    const { rest, pid } = await startRun({ limits: { stallMs: 5000 } })
    process.kill(pid, 'SIGSTOP')
    await expect(rest).rejects.toMatchObject({ code: 'media_too_costly' })
    expect(isRunning(pid)).toBe(false)
  })

  it('kills a child that swells', async () => {
    const run = new MediaRun(endlessSource(HOUR_MS), 'decode', { limits: { rssBytesMax: 20 * 2 ** 20 } })
    await expect(run.facts).rejects.toMatchObject({ code: 'media_too_costly' })
    expect(isRunning(run.pid!)).toBe(false)
  })

  it('passes on an error of the source in the middle', async () => {
    const failure = new Error('the disk is gone')
    const source = endlessSource(HOUR_MS)
    const broken = {
      bytes: source.bytes,
      read: (start: number, end: number) => (start > 2 ** 20 ? Promise.reject(failure) : source.read(start, end)),
    }
    const run = new MediaRun(broken, 'decode')
    await expect((async () => {
      for await (const _ of run.output());
    })()).rejects.toBe(failure)
  })

  /** A process of its own that decodes from `source` (an expression), and the child that it has started. */
  async function startParent(source: string, task: MediaTask) {
    const url = (file: string) => JSON.stringify(new URL(file, import.meta.url).href)
    const script = `
      const { MediaRun } = await import(${url('./media-run.server.ts')})
      const { endlessSource, tone, wavFile } = await import(${url('../../tests/support/media-fixtures.ts')})
      const run = new MediaRun(${source}, '${task}')
      console.log(run.pid)
      for await (const _ of run.output()) console.log('some')`
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script]
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: process.cwd() })
    const lines = createInterface(parent.stdout)[Symbol.asyncIterator]()
    const pid = Number((await lines.next()).value)
    expect(isRunning(pid)).toBe(true)
    return { parent, pid, decoded: async () => expect((await lines.next()).value).toBe('some') }
  }

  it('leaves no child behind when the parent dies', async () => {
    const wav = 'wavFile(tone({ hz: 440, ms: 100 }))'
    const { parent, pid } = await startParent(`{ bytes: ${wav}.length, read: () => new Promise(() => {}) }`, 'decode')
    parent.kill('SIGKILL')
    while (isRunning(pid)) await sleep(50)
  })

  it('leaves no child behind when the parent dies before it has read what the child asks', async () => {
    // What the parent had not read makes the child's own read fail, where it would else just end.
    const { parent, pid, decoded } = await startParent(`endlessSource(${HOUR_MS})`, 'preserve')
    await decoded()
    parent.kill('SIGSTOP')
    await sleep(1000)
    parent.kill('SIGKILL')
    while (isRunning(pid)) await sleep(50)
  })
})
