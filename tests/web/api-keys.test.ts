import { beforeAll, describe, expect, it } from 'vitest'
import { addRecording } from '#tests/db/test-accounts'
import { ApiClient } from '#tests/support/api-client'
import { readEvents } from '#tests/support/read-events'
import { useTwoVisitors } from '#tests/support/two-visitors'
import { Visitor } from '#tests/support/visitor'

const house = useTwoVisitors()
let key: string

const page = async (who = house.ann) => (await who.open('/settings/keys')).html
const idsOn = (html: string) => [...html.matchAll(/name="key" value="([^"]+)"/g)].map(([, id]) => id!)

async function make(fields: [string, string][], who = house.ann): Promise<{ status: number; html: string }> {
  const response = await who.fetch('/settings/keys', {
    method: 'POST', body: new URLSearchParams([['intent', 'make'], ...fields]), headers: { 'Sec-Fetch-Site': 'same-origin' },
  })
  return { status: response.status, html: await response.text() }
}

beforeAll(async () => {
  const { html } = await make([['keyName', 'My <script>'], ['scope', 'recordings:read'], ['scope', 'search']])
  key = /data-api-key[^>]*>([^<]+)</.exec(html)![1]!
})

describe('the page of API keys, without scripts', () => {
  it('stands among the settings', async () => {
    expect(await page()).toContain('href="/settings/keys"')
  })

  it('shows a key once, and then how it begins, what it may do and when it was used', async () => {
    expect(key).toMatch(/^steno_[\w-]{43}$/)
    const html = await page()
    expect(html).not.toContain(key)
    expect(html).toContain('My &lt;script&gt;')
    expect(html).toContain(key.slice(0, 12))
    expect(html).toContain('never used')
    expect((await new ApiClient(house.web.url, key).get('/me')).status).toBe(200)
    expect(await page()).toContain('last used')
  })

  it('says beside the field what is wrong', async () => {
    const nameless = await make([['keyName', ' '], ['scope', 'search']])
    expect([nameless.status, nameless.html]).toEqual([400, expect.stringContaining('Enter a name of 1 to 80 characters.')])
    expect((await make([['keyName', 'x']])).html).toContain('Choose at least one thing that the key may do.')
    expect((await make([['keyName', 'x'], ['scope', 'everything']])).status).toBe(400)
  })

  it('is told in the reader’s language', async () => {
    const chi = new Visitor(house.web.url, { 'Accept-Language': 'vi' })
    await chi.register('chi')
    expect(await page(chi)).toContain('Bạn chưa có khóa nào.')
  })

  it('revokes, for nobody but the owner', async () => {
    const [id] = idsOn(await page())
    expect(await page(house.bob)).not.toContain(id)
    expect((await house.bob.send('/settings/keys', { intent: 'revoke', key: id! })).status).toBe(404)
    expect((await new ApiClient(house.web.url, key).get('/me')).status).toBe(200)
    expect((await house.ann.send('/settings/keys', { intent: 'revoke', key: id! })).status).toBe(302)
    await new ApiClient(house.web.url, key).refused('unauthenticated', 'GET', '/me')
    expect(await page()).toContain('You have no keys.')
  })
})

describe('the API beside the pages', () => {
  it('knows nobody by their cookie, and is not guarded against other sites', async () => {
    const id = await addRecording(house.web.db, house.annId)
    expect((await house.ann.fetch(`/api/v1/recordings/${id}`)).status).toBe(401)
    const { html } = await make([['keyName', 'Another'], ['scope', 'recordings:write']])
    const writer = new ApiClient(house.web.url, /data-api-key[^>]*>([^<]+)</.exec(html)![1]!)
    const elsewhere = { 'Origin': 'https://other.example', 'Sec-Fetch-Site': 'cross-site' }
    expect((await writer.call('PATCH', `/recordings/${id}`, { title: 'New' }, elsewhere)).json.title).toBe('New')
  })

  it('streams events past what compresses the rest', async () => {
    const { html } = await make([['keyName', 'A follower'], ['scope', 'recordings:read']])
    const reader = new ApiClient(house.web.url, /data-api-key[^>]*>([^<]+)</.exec(html)![1]!)
    const id = await addRecording(house.web.db, house.annId, { until: 'queued' })
    const leaving = new AbortController()
    const stream = await reader.open('GET', `/recordings/${id}/events`, {}, undefined, leaving.signal)
    const { value } = await readEvents(stream).next()
    expect(value).toMatchObject({ event: 'recording', data: { id, status: 'queued' } })
    expect(stream.headers.get('Content-Encoding')).toBeNull()
    leaving.abort()
  })

  it('answers what is not there with a problem, not with a page', async () => {
    const answer = await house.ann.fetch('/api/v1/nothing', { headers: { Accept: 'text/html' } })
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([404, 'application/problem+json; charset=utf-8'])
  })

  it('is described on a page for people, in three languages', async () => {
    const { html, status } = await house.bob.open('/developers')
    expect(status).toBe(200)
    expect(html).toContain('<title>The API for developers · Steno</title>')
    // Who is logged in is not asked to log in.
    expect(/<header.*?<\/header>/s.exec(html)![0]).toContain('href="/library"')
    expect(html).toContain('/recordings/{id}/transcript')
    expect(html).toContain('id="rate_limited"')
    expect(html).not.toMatch(/<script[^>]+src="https?:/)
    for (const [locale, title] of [['vi', 'API cho lập trình viên'], ['zh-TW', '開發者 API']]) {
      const reader = new Visitor(house.web.url, { 'Accept-Language': locale! })
      expect((await reader.open('/developers')).html).toContain(`<title>${title} · Steno</title>`)
    }
  })
})
