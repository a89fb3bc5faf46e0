import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { getRaw } from '#tests/support/raw-http'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

let web: TestWeb
let ann: Visitor
beforeAll(async () => {
  web = await startTestWeb()
  ann = new Visitor(web.url)
  await ann.register('Ann')
})
afterAll(() => web.close())

const get = (target: string, headers: string[] = [], host?: string) => getRaw(web.url, target, headers, host)
const asAnn = () => `Cookie: ${[...ann.cookies].map((pair) => pair.join('=')).join('; ')}`

describe('headers and addresses', () => {
  it.each([
    ['cookies', '/login', ['Cookie: a=' + 'x'.repeat(limits.requestHeaderBytesMax)]],
    ['an address', `/login?q=${'x'.repeat(limits.requestHeaderBytesMax)}`, []],
    ['many headers', '/login', Array.from({ length: 800 }, (_, at) => `X-Header-${at}: something`)],
  ])('that are too large are refused with 431, and nobody else is the worse for it: %s', async (_what, target, headers) => {
    const [refused, other] = await Promise.all([get(target, headers), ann.open('/library')])
    expect([refused.status, other.status]).toEqual([431, 200])
  })

  it('that are merely large are read', async () => {
    expect((await get(`/login?q=${'x'.repeat(8000)}`, ['X-Large: ' + 'x'.repeat(7000)])).status).toBe(200)
  })

  it('an address may stand there as a whole, and its host counts for nothing', async () => {
    expect(await get('http://evil.example/login')).toMatchObject({ status: 200, text: expect.stringContaining('name="password"') })
    const { status, text } = await get('http://evil.example/library')
    expect([status, /^location: (.*)$/mi.exec(text)?.[1]?.trim()]).toEqual([302, '/login?redirectTo=%2Flibrary'])
    for (const target of ['http://', 'http:///login', 'ftp://localhost/login', 'login', 'javascript:alert(1)']) {
      expect([target, [400, 404].includes((await get(target)).status ?? 0)]).toEqual([target, true])
    }
  })

  it.each(['a b', 'x:99999', 'x:-1', '[', '[::1', 'evil.example/..', 'evil@localhost', 'a\\b', 'x:80:80'])(
    'the host %j is refused where nobody can read it', async (host) => {
      expect((await get('/login', [], host)).status).toBe(400)
    })

  it('two hosts are refused, be they the same', async () => {
    const { host } = new URL(web.url)
    for (const other of [`Host: ${host}`, 'host: evil.example', 'HOST:']) expect([other, (await get('/login', [other])).status]).toEqual([other, 400])
  })

  it('a picture that is not there is a page that is not there', async () => {
    for (const target of ['/avatars/1/x', `/avatars/${crypto.randomUUID()}/${'0'.repeat(16)}.webp`]) {
      const { status, text } = await get(target, [asAnn(), 'Accept: text/html'])
      expect([status, text]).toEqual([404, expect.stringMatching(/content-type: text\/html[\s\S]*There is nothing here/i)])
    }
  })

  it('what a client says was asked for changes nothing', async () => {
    for (const host of ['evil.example:99999', 'a b', 'evil.example', 'evil.example, other.example']) {
      const { status, text } = await get('/login', [`X-Forwarded-Host: ${host}`])
      expect([host, status, text.includes('evil.example')]).toEqual([host, 200, false])
    }
  })
})

describe('ways out', () => {
  const outside = /root:[^:]*:0:0|"dependencies"|CREATE TABLE|STENO_/
  const climbs = ['..', '%2e%2e', '..%2f..', '..%5c..', '..%252f..', '..%00', '%c0%ae%c0%ae', '....//']
  const starts = ['/', '/assets/', '/recordings/', '/avatars/a/', '/parts/a/', '/api/v1/recordings/', '/v1/models/']
  const ends = ['package.json', 'etc/passwd']

  it('of the folders that files are served from are none', async () => {
    for (const start of starts) {
      const answers = await Promise.all(climbs.flatMap((climb) => ends.map(async (end) => {
        const target = `${start}${climb}/${climb}/${climb}/${end}`
        return { target, ...(await get(target, [asAnn()])) }
      })))
      for (const { target, status, text } of answers) {
        expect({ target, isDefect: (status ?? 500) >= 500, tells: outside.test(text) }).toEqual({ target, isDefect: false, tells: false })
      }
    }
    expect(web.errors).toEqual([])
  })

  const elsewhere = [
    '//evil.example', '///evil.example', '//evil.example/', '//evil.example/..', '//evil.example/%2e%2e', '/\\evil.example', '/%5cevil.example',
    '/%2f%2fevil.example', '/%2fevil.example', '/.//evil.example', '/..//evil.example', '//evil.example/library', '//evil.example//library',
    '/login/../..//evil.example', '/library//evil.example', '/settings//evil.example', '/settings/..//evil.example', 'http://evil.example//evil.example',
    '/;@evil.example', '/@evil.example', '/login?redirectTo=//evil.example', '/login?redirectTo=/%09/evil.example', '/login?redirectTo=/%5cevil.example',
    '/register?redirectTo=https://evil.example', '/login?redirectTo=/.//evil.example', '/logout?redirectTo=//evil.example',
  ]

  it.each(elsewhere)('of this house are none: %s', async (target) => {
    for (const headers of [[], [asAnn()]]) {
      for (const suffix of ['', '.data']) {
        const [path = '', query] = target.split('?')
        const { status, text } = await get(`${path}${suffix}${query === undefined ? '' : `?${query}`}`, headers)
        expect((status ?? 500) < 500).toBe(true)
        const [, location] = /^location: (.*)$/mi.exec(text) ?? []
        if (location !== undefined) expect(new URL(location.trim(), web.url).host).toBe(new URL(web.url).host)
        const [, refreshed] = /http-equiv="refresh"[^>]*url=([^"]*)"/i.exec(text) ?? []
        if (refreshed !== undefined) expect(new URL(refreshed, web.url).host).toBe(new URL(web.url).host)
      }
    }
  })

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/\t/evil.example', '/.//evil.example'])(
    'after a form that says where it came from are none: %j', async (redirectTo) => {
      const answers = [
        await ann.send('/preferences', { locale: 'en', redirectTo }),
        await new Visitor(web.url).send('/login', { email: 'ann@example.org', password: 'correct horse battery', redirectTo }),
      ]
      for (const { status, headers } of answers) {
        expect([status, new URL(headers.get('Location')!, web.url).host]).toEqual([302, new URL(web.url).host])
      }
    })
})

it('has met nothing that it did not expect', () => {
  expect(web.errors).toEqual([])
})
