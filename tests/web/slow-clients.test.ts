import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRaw, untilClosed } from '#tests/support/raw-http'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

const WINDOW_MS = 500
/** The windows are limits of ours made short; a busy machine may take many times as long to notice. */
const patience = { headersMs: 600, bodyWindowMs: WINDOW_MS, bodyWindowBytesMin: 200, silenceMs: 1200 }

let web: TestWeb
let ann: Visitor
beforeAll(async () => {
  web = await startTestWeb({}, { patience })
  ann = new Visitor(web.url)
  await ann.register('Ann')
})
afterAll(() => web.close())

/** Sends a piece now and then for as long as the server bears it; resolves with what it answered before it ended the connection. */
async function drip(socket: Socket, piece: string, everyMs: number): Promise<string> {
  let answer = ''
  socket.on('data', (chunk: Buffer) => { answer += chunk.toString('latin1') })
  const timer = setInterval(() => socket.writable && socket.write(piece), everyMs)
  await untilClosed(socket)
  clearInterval(timer)
  return answer
}

const cookie = () => [...ann.cookies].map((pair) => pair.join('=')).join('; ')
const post = (target: string, headers: string[]) =>
  [`POST ${target} HTTP/1.1`, 'Host: localhost', 'Sec-Fetch-Site: same-origin', `Cookie: ${cookie()}`, ...headers].join('\r\n') + '\r\n\r\n'
const form = 'Content-Type: application/x-www-form-urlencoded'
const json = 'Content-Type: application/json'
const multipart = 'Content-Type: multipart/form-data; boundary=x'
const beginning = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\n'

describe('a client that is slow on purpose is let go, and others are served meanwhile:', () => {
  it('headers that never end', async () => {
    const socket = await openRaw(web.url)
    socket.write('GET /login HTTP/1.1\r\nHost: localhost\r\n')
    const dripping = drip(socket, 'X-More: and more\r\n', 50)
    expect((await ann.open('/library')).status).toBe(200)
    expect(await dripping).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('a connection over which nothing comes', async () => {
    const socket = await openRaw(web.url)
    await untilClosed(socket.resume())
  })

  it.each([
    ['a form', '/preferences', [form], 'theme='],
    ['JSON for the API', '/api/v1/auth/login', [json], '{"email":"'],
    ['an upload', '/upload/file', [multipart], beginning],
    ['what nobody asked for', '/no/such/page', [form], 'x'],
  ])('%s of which a byte comes now and then', async (_what, target, headers, start) => {
    const socket = await openRaw(web.url)
    socket.write(post(target, [...headers, 'Content-Length: 60000']) + start)
    const dripping = drip(socket, 'x', 40)
    expect((await ann.open('/library')).status).toBe(200)
    await dripping
  })

  it('a body of no known length', async () => {
    const socket = await openRaw(web.url)
    socket.write(post('/api/v1/auth/login', [json, 'Transfer-Encoding: chunked']))
    await drip(socket, '1\r\nx\r\n', 40)
  })

  it('but not one on a bad line', async () => {
    const socket = await openRaw(web.url)
    // Far more than has to come, so that a busy machine is no reason to be cut; and for longer than a window.
    const [pieces, piece] = [40, 'x'.repeat(1500)]
    const start = 'locale=vi&x='
    socket.write(post('/preferences', [form, `Content-Length: ${start.length + pieces * piece.length}`]) + start)
    let answer = ''
    socket.on('data', (chunk: Buffer) => { answer += chunk.toString('latin1') })
    for (let at = 0; at < pieces; at++) {
      socket.write(piece)
      await sleep(WINDOW_MS / 10)
    }
    await expect.poll(() => answer).toMatch(/^HTTP\/1\.1 302 [\s\S]*steno-locale=/)
    socket.destroy()
  })
})

it('a reader who reads nothing is let go, and the process does not grow by what they asked for', async () => {
  const html = await (await fetch(`${web.url}/login`)).text()
  const assets = [...new Set(html.match(/\/assets\/[^"]+\.js/g))]
  const sizes = await Promise.all(assets.map(async (path) => (await (await fetch(web.url + path)).arrayBuffer()).byteLength))
  const [largest = 0, asset] = [Math.max(...sizes), assets[sizes.indexOf(Math.max(...sizes))]]
  const times = Math.ceil(200e6 / largest)
  const socket = await openRaw(web.url)
  socket.pause()
  const before = process.memoryUsage().rss
  for (let at = 0; at < times; at++) socket.write(`GET ${asset} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
  await sleep(500)
  expect((await ann.open('/library')).status).toBe(200)
  // What was asked for is 200 MB.
  expect(process.memoryUsage().rss - before).toBeLessThan(100e6)
  // Node takes what it still holds for something that moves, for one such time more.
  await sleep(patience.silenceMs * 5)
  let received = 0
  socket.on('data', (chunk: Buffer) => { received += chunk.length })
  await untilClosed(socket.resume())
  expect(received).toBeLessThan(100e6)
})

it('has met nothing that it did not expect', () => {
  expect(web.errors).toEqual([])
})
