import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import http2 from 'node:http2'
import path from 'node:path'
import tls from 'node:tls'
import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { pickPort } from '#db/embedded/free-port.server'
import { livePieces } from '#db/schema/live-pieces'
import { segments } from '#db/schema/segments'
import { decodeAll } from '#tests/speech/shared-audio'
import { countWordErrors } from '#tests/speech/word-errors'
import { repositoryRoot } from '#tests/support/built-app'
import { hasCaddy, startEdge, type Edge } from '#tests/support/edge'
import { startHouseProcess, type HouseProcess } from '#tests/support/house-process'
import { LiveClient, toPcm16 } from '#tests/support/live-client'
import { liveSecret } from '#tests/support/live-secret'
import { wavFile } from '#tests/support/media-fixtures'
import { readEvents } from '#tests/support/read-events'
import type { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

if (!hasCaddy) console.warn('SKIPPED: tests/edge/caddy.test.ts needs Caddy (apt-get install caddy).')

/** Far less than the body that passes through, and more than Caddy's own needs vary. */
const CADDY_GROWTH_BYTES_MAX = 64 * 1024 * 1024

const sample = path.join(repositoryRoot, 'public/sample/steno-sample.mp3')

describe.skipIf(!hasCaddy)('Steno behind Caddy', () => {
  let web: TestWeb
  let copies: HouseProcess[] = []
  let edge: Edge
  /** Nothing is behind it. It waits for a while before it says so, and meanwhile the other tests run. */
  let forlorn: Edge
  let forlornAnswers: Promise<Response[]>
  let ann: Visitor

  beforeAll(async () => {
    const [port, nobody] = [await pickPort(), `127.0.0.1:${await pickPort()}`]
    forlorn = await startEdge({ port: await pickPort(), webUpstreams: nobody, liveUpstreams: nobody })
    const page = forlorn.visitor().fetch('/library', { headers: { Accept: 'text/html' } })
    forlornAnswers = Promise.all([page, forlorn.visitor().fetch('/api/v1/me')])
    const publicUrl = `https://localhost:${port}`
    web = await startTestWeb({ publicUrl, liveUrl: `wss://localhost:${port}`, trustProxy: 1, secrets: [liveSecret] })
    const startLive = () => startHouseProcess({
      file: 'server/main.ts', portVariable: 'STENO_LIVE_PORT', databaseUrl: web.databaseUrl, dataDir: web.dataDir,
      env: { STENO_SECRET: liveSecret, STENO_PUBLIC_URL: publicUrl, STENO_TRUST_PROXY: '1' },
    })
    copies = await Promise.all([startLive(), startLive()])
    const liveUpstreams = copies.map((copy) => `127.0.0.1:${copy.port}`).join(' ')
    edge = await startEdge({ port, webUpstreams: new URL(web.url).host, liveUpstreams })
    ann = edge.visitor()
    await ann.register('Ann')
    await web.db.execute(sql`select sp_change_user_plan(id, 'ENTERPRISE', false) from users`)
  })
  afterEach(() => expect(web.errors.splice(0)).toEqual([]))
  afterAll(async () => {
    await edge?.stop()
    await forlorn?.stop()
    await Promise.all(copies.map((copy) => copy.stop()))
    await web?.close()
  })

  /** What comes back for bytes that no client of HTTP would send. */
  async function sendRaw(text: string): Promise<string> {
    const { port } = new URL(edge.url)
    const socket = tls.connect({ host: 'localhost', servername: 'localhost', port: Number(port), ca: edge.ca })
    let answer = ''
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString())).on('error', () => {})
    socket.write(text)
    await once(socket, 'close')
    return answer
  }
  const get = (target: string, headers = '') => sendRaw(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n${headers}Connection: close\r\n\r\n`)
  const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])

  it('serves the pages with each security header once, and offers no HTTP/3 unless told to', async () => {
    const answer = await get('/login')
    expect(statusOf(answer)).toBe(200)
    const names = answer.split('\r\n\r\n')[0]!.split('\r\n').slice(1).map((line) => line.split(':')[0]!.toLowerCase())
    const wanted = ['strict-transport-security', 'content-security-policy', 'x-content-type-options', 'x-frame-options', 'referrer-policy']
    for (const name of wanted) expect(names.filter((other) => other === name), name).toHaveLength(1)
    expect(answer).toMatch(/content-security-policy: default-src 'none';script-src 'self' 'nonce-/i)
    for (const name of ['server', 'alt-svc']) expect(names).not.toContain(name)
  })

  it('gives what live answers the same headers', async () => {
    const answer = await get('/ws/nothing')
    expect(statusOf(answer)).toBe(404)
    expect(answer).toContain('Live recognition is at /ws/s2t, /v1/listen, /v1/realtime and /v1/vosk.')
    expect(answer).toMatch(/strict-transport-security: max-age=31536000/i)
    expect(answer).toMatch(/content-security-policy: default-src 'none'/i)
  })

  it('takes an upload', async () => {
    const form = new FormData()
    form.set('file', new Blob([readFileSync(sample)]), 'a talk.mp3')
    const answer = await ann.send('/upload', form)
    expect(answer.status).toBeLessThan(400)
    expect((await ann.open('/library')).html).toContain('a talk')
  })

  it('lets a session go on when the copy that held it is killed, and nothing said is lost', async () => {
    const speech = toPcm16(await decodeAll(sample)).subarray(0, 16_000 * 12)
    const { ticket } = (await (await ann.send('/live/ticket', {})).json()) as { ticket: string }
    const [address, options] = [`${edge.url.replace('https', 'wss')}/ws/s2t`, { ca: edge.ca, origin: edge.url }]
    // What pages have stored with a browser comes with its sockets too, and live takes no headers of that size.
    const headers = { Cookie: `stored=${'x'.repeat(8000)}` }
    const first = await LiveClient.open(address, ticket, { ...options, headers })
    first.send({ type: 'start', language: 'en' })
    const { sessionId, resumeTicket } = await first.next('ready')
    first.speak(speech.subarray(0, 16_000 * 6))
    await first.next('ack')

    const holds = async ({ port }: HouseProcess) =>
      /^steno_live_sessions\{.*\} 1$/m.test(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text())
    const held = await Promise.all(copies.map(holds))
    expect(held.filter(Boolean)).toHaveLength(1)
    copies[held.indexOf(true)]!.signal('SIGKILL')
    await first.closed()

    const second = await LiveClient.open(address, resumeTicket, options)
    second.send({ type: 'resume', sessionId })
    const { nextSeq } = await second.next('ready')
    expect(nextSeq).toBeGreaterThan(0)
    second.speak(speech.subarray(nextSeq * 1600), nextSeq)
    second.send({ type: 'stop' })
    await second.next('ended')

    const pieces = await web.db.select().from(livePieces).where(eq(livePieces.recordingId, sessionId)).orderBy(livePieces.idx)
    let stored = 0
    for (const { startSample, samples } of pieces) {
      expect(startSample).toBe(stored)
      stored += samples
    }
    expect(stored).toBe(speech.length)
    const rows = await web.db.select().from(segments).where(eq(segments.recordingId, sessionId)).orderBy(segments.idx)
    const heard = rows.map(({ text }) => text).join(' ')
    const said = readFileSync(path.join(repositoryRoot, 'tests/fixtures/sample/steno-sample.txt'), 'utf8')
    const { errors } = countWordErrors(said.split(/\s+/).slice(0, heard.split(/\s+/).length).join(' '), heard)
    expect(errors, heard).toBeLessThanOrEqual(4)
  })

  it('leaves plain requests to the two-faced addresses to web, and hands their sockets to live', async () => {
    const plain = await ann.fetch('/v1/listen', { method: 'POST', body: 'x', headers: { 'Sec-Fetch-Site': 'same-origin' } })
    expect(plain.headers.get('x-request-id')).toMatch(/-/)
    for (const target of ['/v1/listen', '/v1/realtime', '/v1/vosk']) {
      const socket = new WebSocket(`${edge.url.replace('https', 'wss')}${target}`, { ca: edge.ca })
      socket.on('error', () => {})
      const outcome = await Promise.race([
        once(socket, 'unexpected-response').then(([, response]) => String(response.headers['x-request-id'] ?? 'live')),
        once(socket, 'open').then(() => 'live'),
      ])
      socket.terminate()
      expect([target, outcome]).toEqual([target, 'live'])
    }
  })

  it('has browsers open their sockets over HTTP/1.1, or passes on to live those of HTTP/2 where it offers them', async () => {
    const session = http2.connect(edge.url, { ca: edge.ca })
    const [settings] = (await once(session, 'remoteSettings')) as [http2.Settings]
    // RFC 8441: without this setting no browser asks for a socket over HTTP/2.
    for (const target of settings.enableConnectProtocol ? ['/ws/s2t', '/v1/listen', '/v1/realtime', '/v1/vosk'] : []) {
      const stream = session.request({
        ':method': 'CONNECT', ':protocol': 'websocket', ':scheme': 'https', ':authority': new URL(edge.url).host, ':path': target,
        'sec-websocket-version': '13',
      })
      const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders]
      stream.close()
      // Web names each of its answers.
      expect([target, headers['x-request-id']]).toEqual([target, undefined])
    }
    session.close()
  })

  it('holds back no event', async () => {
    const gone = new AbortController()
    const answer = await ann.fetch('/events', { signal: gone.signal, headers: { 'Accept-Encoding': 'gzip, zstd' } })
    expect(answer.headers.get('content-encoding')).toBe(null)
    const { value } = await readEvents(answer).next()
    expect(value).toMatchObject({ event: expect.any(String) })
    gone.abort()
  })

  it('passes 100 MB on as they come, and holds none of it', async () => {
    const silence = Buffer.alloc(100_000_000)
    wavFile({ samples: new Float32Array(0), rate: 16_000, channels: 1 }).copy(silence)
    silence.writeUInt32LE(silence.length - 8, 4)
    silence.writeUInt32LE(silence.length - 44, 40)
    const peakBytes = () => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${edge.pid}/status`, 'utf8'))![1]) * 1024
    const before = peakBytes()
    const form = new FormData()
    form.set('file', new Blob([silence]), 'long silence.wav')
    expect((await ann.send('/upload', form)).status).toBeLessThan(400)
    expect((await ann.open('/library')).html).toContain('long silence')
    expect(peakBytes() - before).toBeLessThan(CADDY_GROWTH_BYTES_MAX)
  })

  it.each([
    ['what is internal', '/metrics', 404],
    ['health', '/readyz', 404],
    ['the same in other letters', '/%6Detrics', 404],
    ['a way around', '/ws/../metrics', 404],
    ['a hidden way around', '/ws/%2e%2e/metrics', 404],
    ['a hidden slash', '/ws/..%2fmetrics', 404],
    ['two slashes', '//metrics', 404],
    ['a way out of the folder', '/assets/../../package.json', 404],
    ['a way out, encoded', '/assets/%2e%2e/%2e%2e/package.json', 404],
  ])('refuses %s: %s', async (_what, target, status) => {
    const answer = await get(target)
    expect(answer).not.toMatch(/steno_|"dependencies"|"checks"/)
    expect(statusOf(answer)).toBe(status)
  })

  it('refuses tunnels, headers that are too large, and what is no HTTP', async () => {
    // Newer versions say 421 (misdirected).
    expect([403, 421]).toContain(statusOf(await sendRaw('CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')))
    expect(statusOf(await sendRaw('CONNECT localhost:22 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'))).toBe(405)
    expect(statusOf(await sendRaw('TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'))).toBe(405)
    expect(statusOf(await get('/login', `X-Large: ${'x'.repeat(40_000)}\r\n`))).toBe(431)
    expect(statusOf(await sendRaw('hello\r\n\r\n'))).toBe(400)
    expect((await ann.fetch('/library')).status).toBe(200)
  })

  it('believes nobody who says from where they come', async () => {
    const attempt = (address: string) => edge.visitor().fetch('/api/v1/me', { headers: { 'X-Forwarded-For': address } })
    const left = async (address: string) => Number((await attempt(address)).headers.get('ratelimit-remaining') ?? Number.NaN)
    const first = await left('203.0.113.1')
    expect(await left('203.0.113.2')).toBe(first - 1)
  })

  it('says in three languages, or in JSON, that nothing is to be reached', async () => {
    const [page, api] = await forlornAnswers
    expect([page!.status, page!.headers.get('retry-after'), page!.headers.get('content-type')]).toEqual([503, '5', 'text/html; charset=utf-8'])
    const text = await page!.text()
    for (const word of ['try again', 'thử lại', '請稍後']) expect(text).toContain(word)
    expect(page!.headers.get('strict-transport-security')).toBe('max-age=31536000')
    expect(page!.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect([api!.status, await api!.json()]).toEqual([503, { error: { code: 'edge_503', message: 'Service Unavailable' } }])
  })

  it('counts for Prometheus, elsewhere', async () => {
    expect(await (await fetch(`${edge.statusUrl}/metrics`)).text()).toContain('caddy_http_requests_total')
  })

  it('logs in JSON, and nothing that opens a door', async () => {
    await ann.fetch('/watch/a-viewer-link?token=a-token', {
      headers: { Authorization: 'Bearer a-key', Referer: `${edge.url}/watch/a-viewer-link` },
    })
    await ann.fetch('/search?q=a-private-search')
    await expect.poll(() => edge.log(), { timeout: 10_000 }).toContain('"/search?..."')
    const lines = edge.log().trim().split('\n').map((line) => JSON.parse(line) as { request?: { uri: string } })
    expect(lines.filter(({ request }) => request?.uri === '/upload').length).toBeGreaterThan(0)
    for (const secret of ['a-viewer-link', 'a-token', 'a-key', 'a-private-search', 'ticket.', ...ann.cookies.values()]) {
      expect(edge.log()).not.toContain(secret)
    }
  })
})
