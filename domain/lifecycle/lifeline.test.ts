import { fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import { afterAll, beforeAll, expect, it } from 'vitest'

let dir: string
beforeAll(async () => void (dir = await mkdtemp(path.join(os.tmpdir(), 'steno-lifeline-'))))
afterAll(() => rm(dir, { recursive: true }))

/** A process that says that it is up, and what its `stop` was told. `stop` is the text of that function's body. */
async function start(stop: string, options = '{}', waits = true) {
  const file = path.join(dir, `${Math.random().toString(36).slice(2)}.mts`)
  await writeFile(
    file,
    `
    import { onShutdown } from ${JSON.stringify(path.join(import.meta.dirname, 'lifeline.server.ts'))}
    onShutdown(async ({ reason, force }) => { console.log(reason); ${stop} }, ${options})
    setInterval(() => {}, 1000)
    console.log('up')
  `,
  )
  const child = fork(file, [], { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  let output = ''
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  // Not 'close': that never comes once this side has disconnected the channel.
  const ended = Promise.all([once(child, 'exit'), once(child.stdout!, 'end')]).then(([[code, signal]]) => ({
    code,
    signal,
    output,
  }))
  const says = async (word: string) => {
    while (!output.includes(word)) await once(child.stdout!, 'data')
  }
  if (waits) await says('up')
  return { child, ended, says }
}

it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('stops cleanly on %s', async (signal) => {
  const { child, ended } = await start('')
  child.kill(signal)
  expect(await ended).toEqual({ code: 0, signal: null, output: `up\n${signal}\n` })
})

it('stops when its supervisor is gone', async () => {
  const { child, ended } = await start('')
  child.disconnect()
  expect(await ended).toMatchObject({ code: 0, output: 'up\nthe supervisor is gone\n' })
})

it('stops once, however often it is told', async () => {
  const { child, ended, says } = await start('await new Promise((done) => setTimeout(done, 200))')
  child.kill('SIGTERM')
  await says('SIGTERM')
  child.kill('SIGTERM')
  child.disconnect()
  expect(await ended).toMatchObject({ code: 0, output: 'up\nSIGTERM\n' })
})

it('forces when the grace is over', async () => {
  const { child, ended } = await start(
    `await new Promise((done) => force.addEventListener('abort', done)); console.log('forced')`,
    '{ graceMs: 50 }',
  )
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 0, output: 'up\nSIGTERM\nforced\n' })
})

it('ends even if stop never does, after a second Ctrl-C', async () => {
  const { child, ended, says } = await start('await new Promise(() => {})', '{ graceMs: 1e6, forceMs: 50 }')
  child.kill('SIGINT')
  await says('SIGINT')
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 1 })
})

it('ends at once when its supervisor was gone before it was up', async () => {
  const { child, ended } = await start('', `await new Promise((done) => setTimeout(done, 300)).then(() => ({}))`, false)
  child.disconnect()
  expect(await ended).toMatchObject({ code: 0, output: expect.stringContaining('the supervisor is gone') })
})

it('reports a stop that fails', async () => {
  const { child, ended } = await start(`console.error = console.log; throw 'stop failed'`)
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 1, output: 'up\nSIGTERM\nstop failed\n' })
})
