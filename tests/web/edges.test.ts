import http from 'node:http'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

interface Answer {
  status: number
  allow: string | undefined
  type: string | undefined
  body: string
}

/** Sends any method, also those that fetch refuses to send. */
function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const cookie = [...ann.cookies].map((pair) => pair.join('=')).join('; ')
  return new Promise((resolve, reject) => {
    const request = http.request(new URL(path, web.url), {
      method, headers: { 'Cookie': cookie, 'Sec-Fetch-Site': 'same-origin', ...headers },
    })
    request.on('error', reject).on('response', (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => { body += text }).on('end', () => resolve({
        status: response.statusCode ?? 0, allow: response.headers.allow, type: response.headers['content-type'], body,
      }))
    })
    request.end()
  })
}

describe('methods', () => {
  const strange = ['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'REPORT']

  it.each(strange)('%s is refused on a page, and the answer says what is taken', async (method) => {
    for (const path of ['/library', '/login', '/settings/account', '/recordings/x/delete']) {
      expect(await ask(method, path)).toMatchObject({ status: 405, allow: 'GET, HEAD, POST, OPTIONS' })
    }
    expect(await ask(method, '/')).toMatchObject({ status: 405, allow: 'GET, HEAD, OPTIONS' })
  })

  it('POST is refused where there is no form', async () => {
    for (const path of ['/', '/settings', '/settings/models', '/events', '/recordings/x/audio', '/avatars/a/b.webp']) {
      expect(await ask('POST', path)).toMatchObject({ status: 405, allow: 'GET, HEAD, OPTIONS' })
    }
    expect(await ask('GET', '/upload/file')).toMatchObject({ status: 405, allow: 'POST, OPTIONS' })
    expect(await ask('POST', '/no/such/page')).toMatchObject({ status: 404 })
  })

  it('are told to whoever asks', async () => {
    expect(await ask('OPTIONS', '/library')).toMatchObject({ status: 204, allow: 'GET, HEAD, POST, OPTIONS', body: '' })
  })

  it('are refused as JSON to programs, and in the reader’s language where a browser shows it', async () => {
    const told = await ask('PUT', '/library')
    expect([told.type, JSON.parse(told.body)]).toMatchObject([
      'application/json; charset=utf-8', { error: { code: 'method_not_allowed' } },
    ])
    const shown = await ask('PUT', '/library', { 'Accept': 'text/html', 'Accept-Language': 'vi' })
    expect(shown.type).toBe('text/html; charset=utf-8')
    expect(shown.body).toMatch(/<html lang="vi">[\s\S]*<title>.+ · Steno<\/title>[\s\S]*không dùng được/)
    const chosen = await ask('PUT', '/library', { Accept: 'text/html', Cookie: 'steno-locale=InpoLVRXIg%3D%3D' })
    expect(chosen.body).toContain('<html lang="zh-TW">')
  })
})

describe('forms', () => {
  const recordings = async () => {
    const { rows } = await web.db.execute<{ n: number }>(sql`select count(*)::int as n from recordings`)
    return rows[0]!.n
  }

  it.each(['/library', '/admin/failed', '/settings/account', '/settings/profile', '/settings/plan'])(
    'of an unknown kind are refused with a sentence: %s', async (path) => {
      for (const fields of [{}, { intent: 'nonsense' }] as Record<string, string>[]) {
        const response = await ann.send(path, fields)
        expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('not understood')])
      }
      expect(await recordings()).toBe(0)
    })

  it('delete nothing unless they say so', async () => {
    await ann.send('/library', { intent: 'sample' })
    const { rows } = await web.db.execute<{ id: string }>(sql`select id from recordings`)
    expect(rows).toHaveLength(1)
    const path = `/recordings/${rows[0]!.id}/delete`
    expect((await ann.send(path, {})).status).toBe(400)
    expect(await recordings()).toBe(1)
    expect((await ann.send(path, { intent: 'delete' })).status).toBe(302)
    expect(await recordings()).toBe(0)
  })

  it('that are no forms are refused', async () => {
    const paths = [
      '/login', '/register', '/library', '/admin/failed', '/settings/account', '/settings/plan', '/settings/profile',
      '/preferences', '/recordings/x', '/recordings/x/delete', '/upload', '/upload/file', '/uploads',
      '/uploads/x',
    ]
    for (const path of paths) {
      for (const type of ['application/json', 'multipart/form-data', 'text/plain']) {
        // Whoever is logged in is led on from the forms that lead in.
        const visitor = path === '/login' || path === '/register' ? new Visitor(web.url) : ann
        const response = await visitor.fetch(path, {
          method: 'POST', body: '{"a":1}', headers: { 'Content-Type': type, 'Sec-Fetch-Site': 'same-origin' },
        })
        expect({ path, type, status: response.status }).toEqual({ path, type, status: 400 })
      }
    }
  })

  it('name rows by whole numbers only', async () => {
    for (const id of ['', '1.5', '1e3', '0x1', '-1', ' 1', '99999999999999999999']) {
      const response = await ann.send('/admin/failed', { intent: 'discard', id })
      expect({ id, status: response.status }).toEqual({ id, status: 400 })
    }
  })
})

describe('odd requests', () => {
  it('find no defect', async () => {
    await ann.send('/library', { intent: 'sample' })
    const { rows } = await web.db.execute<{ id: string }>(sql`select id from recordings`)
    const recording = `/recordings/${rows[0]!.id}`
    const odd = [
      '/library?q=%00', '/library?cursor=%00', '/library?cursor=eyJhIjoxfQ', '/library?status=%00', '/library?rename=%00',
      '/library?q=%F0%9F%98%80%25_%5C', '/recordings/%00', '/recordings/x%00y', '/recordings/%00/audio', `${recording}/%00`,
      `${recording}/transcript.txt?times=%00`, `${recording}?edit=1e0`, `${recording}?edit=%00`, '/settings/%00',
      '/login?redirectTo=%00', '/%E0%A4%A', '/%ff', '/..%2f..%2fetc/passwd', '/assets/%00', '/library?_data=root',
      '/library?_data=nonsense', '/library.data?_routes=nonsense', '/__manifest?p=%00', '/__manifest',
    ]
    for (const path of odd) {
      for (const method of ['GET', 'HEAD']) {
        const { status } = await ask(method, path)
        expect({ method, path, isDefect: status >= 500 }).toEqual({ method, path, isDefect: false })
      }
    }
    for (const path of ['/library', '/library.data', '/login.data', '/_root.data', '/no/such.data']) {
      expect({ path, isDefect: (await ask('HEAD', path)).status >= 500 }).toEqual({ path, isDefect: false })
    }
    const forms: [string, Record<string, string>][] = [
      [recording, { intent: 'rename', title: 'a\0b' }], [recording, { intent: 'correct', segment: '0', text: 'a\0b' }],
      [recording, { intent: 'correct', segment: '1.5', text: 'x' }], [recording, { intent: 'keep', returnTo: '\0' }],
      ['/settings/profile', { intent: 'profile', name: 'a\0b', locale: '\0', theme: '\0' }],
      ['/settings/plan', { plan: '\0' }], ['/preferences', { locale: '\0', redirectTo: '\0' }],
      ['/library', { intent: 'sample', title: 'a\0b' }], ['/recordings/%00', { intent: 'keep' }],
      ['/recordings/%00/delete', { intent: 'delete' }],
    ]
    for (const [path, fields] of forms) {
      const { status } = await ann.send(path, fields)
      expect({ path, fields, isDefect: status >= 500 }).toEqual({ path, fields, isDefect: false })
    }
    const file = new FormData()
    for (const name of ['uploadKey', 'title', 'language', 'modelId']) file.set(name, 'a\0b')
    file.set('file', new Blob(['x']), 'x\0.mp3')
    expect((await ann.send('/upload/file', file)).status).toBeLessThan(500)
  })
})

it('has met nothing that it did not expect', () => {
  expect(web.errors).toEqual([])
})
