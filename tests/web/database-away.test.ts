import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiClient } from '#tests/support/api-client'
import { layLine, type CuttableLine } from '#tests/support/cuttable-line'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

let web: TestWeb
let line: CuttableLine
let ann: Visitor

beforeAll(async () => {
  web = await startTestWeb({}, { reach: async (url) => (line = await layLine(url)).url })
  ann = new Visitor(web.url)
  await ann.register('Ann')
  await line.cut()
})
afterAll(async () => {
  await web.close()
  await line.cut()
})

const sentences = {
  en: /<html lang="en"[\s\S]*<title>[^<]+ · Steno<\/title>[\s\S]*database cannot be reached[\s\S]*Nothing that is stored is lost/,
  vi: /<html lang="vi"[\s\S]*cơ sở dữ liệu[\s\S]*không mất/,
  'zh-TW': /<html lang="zh-TW"[\s\S]*資料庫[\s\S]*不會遺失/,
}

describe('while the database is away', () => {
  it.each(['en', 'vi', 'zh-TW'] as const)('pages say so in %s, and when to come again', async (locale) => {
    for (const path of ['/library', '/', '/login', '/settings/plan', '/recordings/x', '/recordings/x/audio']) {
      const response = await ann.fetch(path, { headers: { 'Accept': 'text/html', 'Accept-Language': locale } })
      expect([path, response.status, response.headers.get('Retry-After')]).toEqual([path, 503, '5'])
      expect(await response.text()).toMatch(sentences[locale])
    }
  })

  it('keeps the reader’s theme', async () => {
    ann.cookies.set('steno-theme', 'ImRhcmsi')
    expect(await (await ann.fetch('/library')).text()).toContain('data-theme="dark"')
  })

  it('the API says so in a problem', async () => {
    const program = new ApiClient(web.url, `steno_${'x'.repeat(43)}`)
    const login = { email: 'ann@example.org', password: 'correct horse battery' }
    for (const refused of [
      await program.refused('database_unavailable', 'GET', '/recordings'),
      await program.refused('database_unavailable', 'POST', '/auth/login', login, { 'Idempotency-Key': 'k1' }),
    ]) {
      expect([refused.status, refused.headers.get('Retry-After'), refused.json.retryable]).toEqual([503, '5', true])
    }
  })

  it('forms, data, events and files say so too', async () => {
    const credentials = { email: 'ann@example.org', password: 'correct horse battery' }
    const file = new FormData()
    file.set('file', new Blob(['x']), 'x.mp3')
    const answers = {
      login: await new Visitor(web.url).send('/login', credentials),
      register: await new Visitor(web.url).send('/register', { ...credentials, userName: 'Ann' }),
      sample: await ann.send('/library', { intent: 'sample' }),
      preferences: await ann.send('/preferences', { locale: 'vi' }),
      data: await ann.fetch('/library.data'),
      events: await ann.fetch('/events', { headers: { Accept: 'text/event-stream' } }),
      upload: await ann.send('/upload/file', file),
      picture: await ann.fetch('/avatars/a/b.webp'),
    }
    for (const [what, { status, headers }] of Object.entries(answers)) {
      expect([what, status, headers.get('Retry-After')]).toEqual([what, 503, '5'])
    }
    expect(await answers.login.text()).toContain('database cannot be reached')
    for (const what of ['events', 'upload'] as const) {
      expect(await answers[what].json()).toMatchObject({ error: { code: 'database_unavailable' } })
    }
  })

  it('nobody is logged out, and all goes on once it is back', async () => {
    await line.mend()
    expect((await ann.open('/library')).html).toContain('Your library is empty')
  })
})
