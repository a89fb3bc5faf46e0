import http from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

let web: TestWeb
beforeAll(async () => { web = await startTestWeb() })
afterAll(() => web.close())

describe('requests of other sites', () => {
  it.each([
    [{ 'Sec-Fetch-Site': 'cross-site' }], [{ 'Sec-Fetch-Site': 'same-site' }],
  ])('are refused by %j, and change nothing', async (headers) => {
    const visitor = new Visitor(web.url)
    const response = await visitor.send('/register', {
      userName: 'Mal', email: 'mal@example.org', password: 'correct horse battery',
    }, headers)
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ error: { code: 'cross_site_request' } })
    expect((await visitor.send('/login', { email: 'mal@example.org', password: 'correct horse battery' })).status).toBe(401)
  })

  it('are refused by their Origin where the browser says nothing else', async () => {
    const post = (origin: string) => fetch(`${web.url}/preferences`, {
      method: 'POST', redirect: 'manual', headers: { Origin: origin }, body: new URLSearchParams({ theme: 'dark' }),
    })
    // This fetch sets a Sec-Fetch-Mode of its own but no Sec-Fetch-Site.
    expect((await post('https://evil.example')).status).toBe(403)
    expect((await post(web.url)).status).toBe(302)
  })
})

describe('headers', () => {
  it('let only the page’s own scripts run, by a nonce that is new every time', async () => {
    const [first, second] = await Promise.all([fetch(`${web.url}/login`), fetch(`${web.url}/login`)])
    const nonceOf = (response: Response) => /'nonce-([^']+)'/.exec(response.headers.get('Content-Security-Policy') ?? '')?.[1]
    expect(nonceOf(first)).toBeTruthy()
    expect(nonceOf(first)).not.toBe(nonceOf(second))
    const policy = first.headers.get('Content-Security-Policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(/script-src ([^;]+)/.exec(policy)?.[1]).toBe(`'self' 'nonce-${nonceOf(first)}'`)
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("connect-src 'self' ws://localhost:3001")
    const html = await first.text()
    for (const [tag] of html.matchAll(/<script\b[^>]*>/g)) expect(tag).toContain(`nonce="${nonceOf(first)}"`)
  })

  it('say nothing of what runs here, and keep pages private', async () => {
    const response = await fetch(`${web.url}/login`)
    expect(response.headers.get('X-Powered-By')).toBeNull()
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(response.headers.get('Cache-Control')).toBe('private, no-store')
    expect(response.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('let hashed files be kept for ever, and do not answer a missing one with a page', async () => {
    const html = await (await fetch(`${web.url}/login`)).text()
    const [asset] = /\/assets\/[^"]+\.js/.exec(html) ?? []
    const response = await fetch(web.url + asset!)
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
    expect(response.headers.get('Content-Encoding')).toBeTruthy()
    expect((await fetch(`${web.url}/assets/gone-123.js`)).status).toBe(404)
  })
})

describe('limits', () => {
  it('refuse a form that is too large, unread', async () => {
    const visitor = new Visitor(web.url)
    const response = await visitor.send('/login', { email: 'x'.repeat(70_000), password: 'x' })
    expect(response.status).toBe(413)
  })

  it('are told in a sentence to a browser that shows the answer', async () => {
    const visitor = new Visitor(web.url)
    const form = { email: 'x'.repeat(70_000), password: 'x' }
    const response = await visitor.send('/login', form, { Accept: 'text/html', 'Sec-Fetch-Dest': 'document' })
    expect([response.status, await response.text()]).toEqual([413, expect.stringContaining('<h1>What was sent is too large: at most 64 kB')])
  })

  it('refuse a form of unknown length', async () => {
    const status = await new Promise((resolve, reject) => {
      const request = http.request(`${web.url}/login`, { method: 'POST', headers: { 'Transfer-Encoding': 'chunked' } })
      request.on('response', (response) => { response.resume(); resolve(response.statusCode) }).on('error', reject)
      request.end('email=a')
    })
    expect(status).toBe(400)
  })
})

it('answers a target that is no address', async () => {
  const status = await new Promise((resolve, reject) => {
    http.get({ port: new URL(web.url).port, path: '//' }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
  })
  expect(status).toBe(200)
  expect(web.errors).toEqual([])
})

it('says whether it is alive and ready, and how it does', async () => {
  expect((await fetch(`${web.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${web.url}/readyz`)).status).toBe(200)
  expect(await (await fetch(`${web.url}/metrics`)).text()).toContain('steno_web_request_seconds_bucket')
})
