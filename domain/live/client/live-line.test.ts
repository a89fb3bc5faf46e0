import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket, { WebSocketServer } from 'ws'
import { afterEach, expect, it } from 'vitest'
import { LIVE_PROTOCOL } from '../protocol'
import { LiveLine, type LiveLineOptions } from './live-line'

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

function lineTo(port: number, options: Partial<LiveLineOptions> = {}): LiveLine {
  const line = new LiveLine({
    url: `ws://127.0.0.1:${port}`,
    openSocket: (url, protocols) => new WebSocket(url, protocols).on('error', () => {}) as unknown as globalThis.WebSocket,
    resumeTicket: () => 'ticket', fetchTicket: async () => 'ticket', onConnecting() {}, onWaiting() {}, onOpen() {}, onMessage() {},
    onOver() {}, expects: () => null, ...options,
  })
  endings.push(() => line.close())
  return line
}

/** A server that takes every connection and closes it with a code, each with the next one given and the last again and again. 1006 breaks the line. */
async function serve(...codes: number[]) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => LIVE_PROTOCOL })
  await once(server, 'listening')
  let count = 0
  server.on('connection', (socket) => {
    const code = codes[Math.min(count, codes.length - 1)]
    count += 1
    if (code === 1006) socket.terminate()
    else socket.close(code)
  })
  endings.push(() => new Promise((done) => {
    for (const socket of server.clients) socket.terminate()
    server.close(done)
  }))
  return { port: (server.address() as AddressInfo).port, count: () => count }
}

it('gives up an attempt that goes nowhere when the network is another one, and asks anew', async () => {
  // It takes what comes, and never answers.
  const silent = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  endings.push(() => silent.close())
  const asked = () => new Promise((resolve) => silent.getConnections((_, count) => resolve(count)))
  const line = lineTo((silent.address() as AddressInfo).port)
  void line.connect()
  const [first] = await once(silent, 'connection')
  const again = once(silent, 'connection')
  line.hurry()
  expect(await asked()).toBe(1)
  line.lineBack()
  const [second] = await again
  first.destroy()
  second.destroy()
})

it('comes at once where somebody looks, instead of when it would have come', async () => {
  const { port, count } = await serve(4500)
  let waited = 0
  const line: LiveLine = lineTo(port, {
    onWaiting: () => {
      waited += 1
      // By itself it would come seven times in so many seconds, with pauses of seconds at the end.
      if (waited < 12) line.hurry()
    },
  })
  void line.connect()
  while (count() < 12) await sleep(5)
  expect(waited).toBeGreaterThanOrEqual(11)
})

it('leaves a server alone that has asked for it, whoever looks', async () => {
  const { port, count } = await serve(4429)
  const isWaiting = new Promise<void>((resolve) => {
    const line: LiveLine = lineTo(port, {
      onWaiting: () => {
        queueMicrotask(() => {
          line.hurry()
          line.lineBack()
          resolve()
        })
      },
    })
    void line.connect()
  })
  await isWaiting
  await sleep(100)
  expect(count()).toBe(1)
})

it('comes again where what took its session may be a connection of its own that broke off unanswered', async () => {
  const { port, count } = await serve(1006, 1006, 4409)
  const over = new Promise((resolve) => void lineTo(port, { onOver: resolve }).connect())
  expect(await over).toBe('superseded')
  expect(count()).toBe(5)
})

it('steps back at once where somebody else took its session', async () => {
  const { port, count } = await serve(4409)
  const over = new Promise((resolve) => void lineTo(port, { onOver: resolve }).connect())
  expect(await over).toBe('superseded')
  expect(count()).toBe(1)
})

it('does not say again what the server has not understood, but comes again where that was said later', async () => {
  const { port, count } = await serve(4400)
  const over = await new Promise((resolve) => void lineTo(port, { onOver: resolve, onWaiting: resolve }).connect())
  expect([over, count()]).toEqual(['refused', 1])
  const later = await new Promise((resolve) => {
    const line: LiveLine = lineTo(port, { onOpen: () => line.ready(), onOver: resolve, onWaiting: () => resolve('again') })
    void line.connect()
  })
  expect(later).toBe('again')
})

it.each([
  ['once where the server goes on closing', 4500, 1],
  ['each time where its ticket is refused', 4401, 5],
])('asks the pages for a ticket %s', async (_how, code, times) => {
  const { port, count } = await serve(code)
  let asked = 0
  const line: LiveLine = lineTo(port, {
    resumeTicket: () => null,
    fetchTicket: async () => `ticket${++asked}`,
    onWaiting: () => (count() < 5 ? line.hurry() : line.close()),
  })
  void line.connect()
  while (count() < 5) await sleep(5)
  expect(asked).toBe(times)
})
