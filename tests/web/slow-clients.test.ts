import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRaw, untilClosed } from '#tests/support/raw-http'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

const WINDOW_MS = 300
/** The windows are limits of ours made short; a busy machine may take many times as long to notice. */
const patience = { headersMs: 600, bodyWindowMs: WINDOW_MS, bodyWindowBytesMin: 1000, silenceMs: 1200 }

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
const post = (target: string, headers: string[], length = 60_000) =>
  [`POST ${target} HTTP/1.1`, 'Host: localhost', 'Sec-Fetch-Site: same-origin', `Cookie: ${cookie()}`, `Content-Length: ${length}`, ...headers]
    .join('\r\n') + '\r\n\r\n'
const form = 'Content-Type: application/x-www-form-urlencoded'
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
    ['a form', post('/preferences', [form]), 'theme='],
    ['JSON for the API', post('/api/v1/auth/login', ['Content-Type: application/json']), '{"email":"'],
    ['an upload', post('/upload/file', [multipart]), beginning],
    ['what nobody asked for', post('/no/such/page', [form]), 'x'],
    ['a body of no known length', post('/api/v1/auth/login', ['Content-Type: application/json']).replace(/Content-Length.*\r\n/, 'Transfer-Encoding: chunked\r\n'), ''],
  ])('%s of which a byte comes now and then', async (_what, head, start) => {
    const socket = await openRaw(web.url)
    socket.write(head + start)
    const dripping = drip(socket, head.includes('chunked') ? '1\r\nx\r\n' : 'x', 40)
    expect((await ann.open('/library')).status).toBe(200)
    await dripping
  })

  it('but not one on a bad line', async () => {
    const socket = await openRaw(web.url)
    const windows = 5
    const text = `locale=vi&x=${'x'.repeat(windows * 2000)}`
    socket.write(post('/preferences', [form], text.length))
    let answer = ''
    socket.on('data', (chunk: Buffer) => { answer += chunk.toString('latin1') })
    for (let at = 0; at < text.length; at += 400) {
      socket.write(text.slice(at, at + 400))
      await sleep(WINDOW_MS / 5)
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
  await sleep(patience.silenceMs * 2)
  let received = 0
  socket.on('data', (chunk: Buffer) => { received += chunk.length })
  await untilClosed(socket.resume())
  expect(received).toBeLessThan(100e6)
})

it('has met nothing that it did not expect', () => {
  expect(web.errors).toEqual([])
})
