import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiClient } from '#tests/support/api-client'
import { occupyPool } from '#tests/support/occupy-pool'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

let web: TestWeb
let ann: Visitor
let release: () => Promise<void>

const metric = async (name: string) => {
  const text = await (await fetch(`${web.url}/metrics`)).text()
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\d+)$`, 'm').exec(text)?.[1])
}
const statusOf = async (path: string) => (await fetch(`${web.url}${path}`)).status

beforeAll(async () => {
  web = await startTestWeb({}, { databaseWaitMs: 1500 })
  ann = new Visitor(web.url)
  await ann.register('Ann')
  release = await occupyPool(web.db, web.databaseUrl, await metric('steno_database_connections_max'))
})
afterAll(() => web.close())

const sentences = {
  en: /<html lang="en"[\s\S]*database cannot be reached/,
  vi: /<html lang="vi"[\s\S]*cơ sở dữ liệu/,
  'zh-TW': /<html lang="zh-TW"[\s\S]*資料庫/,
}

describe('while every connection to the database is held by something slow', () => {
  it('pages, forms and the API wait for the named time and say so, and the metric of the alert shows them waiting', async () => {
    const login = { email: 'ann@example.org', password: 'correct horse battery' }
    const pages = Object.keys(sentences).map((locale) =>
      ann.fetch('/library', { headers: { 'Accept': 'text/html', 'Accept-Language': locale } }))
    const others = [
      new Visitor(web.url).send('/login', login), ann.fetch('/library.data'), ann.fetch('/events'), ann.fetch('/recordings/x/audio'),
      new ApiClient(web.url, `steno_${'x'.repeat(43)}`).open('GET', '/recordings'),
    ]
    await expect.poll(() => metric('steno_database_waiting'), { interval: 50 }).toBeGreaterThan(0)
    for (const answer of await Promise.all([...pages, ...others])) {
      expect([answer.url, answer.status, answer.headers.get('Retry-After')]).toEqual([answer.url, 503, '5'])
    }
    for (const [at, sentence] of Object.values(sentences).entries()) expect(await (await pages[at]!).text()).toMatch(sentence)
    // Nobody who has been told so waits any longer.
    await expect.poll(() => metric('steno_database_waiting')).toBe(0)
  })

  it('it is alive, and not ready', async () => {
    expect(await statusOf('/healthz')).toBe(200)
    // What was found a moment ago is told again for a while.
    await expect.poll(() => statusOf('/readyz'), { timeout: 10_000 }).toBe(503)
  })

  it('all goes on by itself once they are given back, and nobody was logged out', async () => {
    await release()
    expect((await ann.open('/library')).html).toContain('Your library is empty')
    await expect.poll(() => statusOf('/readyz'), { timeout: 10_000 }).toBe(200)
    expect(web.errors.filter((line) => !line.includes('"status":503'))).toEqual([])
  })
})
