import { sql } from 'drizzle-orm'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseConfig } from '#domain/config/config.server'
import { makeServices, type Services } from '#domain/services/make-services.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { addRecording } from '#tests/db/test-accounts'
import { useTwoVisitors } from '#tests/support/two-visitors'
import { Visitor } from '#tests/support/visitor'

const house = useTwoVisitors()
/** As in the worker: another process, over the same data. */
let worker: Services
const ids: Record<string, string> = {}

async function add(userId: string, title: string, texts: string[], language = 'en'): Promise<string> {
  const { db } = house.web
  const segments = texts.map((text, at) => ({ startMs: at * 20_000, endMs: at * 20_000 + 9000, text }))
  const id = await addRecording(db, userId, { title, segments })
  await db.execute(sql`update recordings set detected_language = ${language} where id = ${id}`)
  await worker.search.index({ recordingId: id, userId, commit: (write) => db.transaction(write) })
  return (ids[title] = id)
}

const shown = (html: string) => [...html.matchAll(/<a[^>]*data-result-link[^>]*>([^<]+)<\/a>/g)].map((match) => match[1])
const marked = (html: string) => [...html.matchAll(/<mark[^>]*>([^<]+)<\/mark>/g)].map((match) => match[1])
const ask = async (query: string, who = house.ann) => {
  const { html, status } = await who.open(`/search?${query}`)
  expect(status).toBe(200)
  return { html, titles: shown(html), marks: marked(html) }
}

beforeAll(async () => {
  const { db, dataDir } = house.web
  worker = await makeServices({
    config: parseConfig({ STENO_DATA_DIR: dataDir }), db, metrics: makeMetrics('worker', { defaults: false }),
    logger: pino({ level: 'silent' }),
  })
  await add(house.annId, 'Budget talk', [
    'Good morning, everybody.', 'We can spend twenty thousand dollars on <marketing> this quarter.',
  ])
  await add(house.annId, 'Garden', ['Water the tomatoes twice a week, and give the roses sunshine.'])
  await add(house.annId, 'Họp', ['Cuộc họp bàn về ngân sách quý ba.'], 'vi')
  await add(house.bobId, 'Bob’s secret', ['We can spend a million dollars on marketing this quarter.'])
})
afterAll(() => worker.close())

describe('the search page', () => {
  it('shows passages with the words marked, where they are, and what plays them from there', async () => {
    const { html, titles, marks } = await ask('q=marketing+dollars')
    expect(titles[0]).toBe('Budget talk')
    expect(marks.slice(0, 2)).toEqual(['dollars', 'marketing'])
    expect(html).toContain('&lt;<mark')
    expect(html).toMatch(new RegExp(`href="/recordings/${ids['Budget talk']}\\?cited=\\d+-\\d+(&amp;at=\\d+)?#s-\\d+"`))
    expect(html).toContain(`href="/recordings/${ids['Budget talk']}/audio#t=20"`)
    expect(html).toContain('aria-label="Play from 0:20"')
    expect(html).toMatch(/<title>marketing dollars · Search/)
  })

  it('finds by meaning, by the very words, and by both', async () => {
    expect((await ask('q=how+much+money+for+advertising')).titles[0]).toBe('Budget talk')
    expect((await ask('q=caring+for+my+flowers&mode=semantic')).titles[0]).toBe('Garden')
    expect((await ask('q=caring+for+my+flowers&mode=exact')).titles).toEqual([])
    expect((await ask('q=%22this+quarter%22&mode=exact')).titles).toEqual(['Budget talk'])
    expect((await ask('q=marketng')).html).toContain('Also looked for “marketing”')
  })

  it('finds Vietnamese without marks, and says which language it does not know the meaning of', async () => {
    expect(await ask('q=ngan+sach')).toMatchObject({ titles: ['Họp'], marks: ['ngân', 'sách'] })
    const { html, titles } = await ask('q=ngân+sách')
    expect(titles).toEqual(['Họp'])
    expect(html).toContain('The built-in model knows the meaning of English only')
  })

  it('narrows down, keeps what was chosen, and leads out again', async () => {
    expect((await ask('q=ngan+sach&language=en')).titles).toEqual([])
    expect((await ask('q=tomatoes&source=realtime')).html).toContain('Search without filters')
    expect((await ask(`q=tomatoes&recording=${ids['Garden']}`)).html).toContain('In “Garden”')
    expect((await ask(`q=tomatoes&recording=${ids['Budget talk']}&mode=exact`)).titles).toEqual([])
    await house.web.db.execute(sql`update recordings set created_at = '2025-03-04T23:30Z' where id = ${ids['Garden']}`)
    expect((await ask('q=tomatoes&mode=exact&from=2025-03-04&until=2025-03-04')).titles).toEqual(['Garden'])
    expect((await ask('q=tomatoes&mode=exact&from=2025-03-05')).titles).toEqual([])
    const { html } = await ask('q=tomatoes&language=en&from=2025-01-01')
    expect(html).toContain('2 filters')
    expect(html).toMatch(/<option value="en" selected="">English/)
  })

  it('shows nobody what is another’s', async () => {
    for (const mode of ['hybrid', 'semantic', 'exact']) {
      const { html } = await ask(`q=million+dollars+marketing&mode=${mode}`)
      expect(html).not.toContain('secret')
      expect(html).not.toContain('a million')
      expect((await ask(`q=spend+dollars+on+marketing&mode=${mode}`, house.bob)).titles).toEqual(['Bob’s secret'])
    }
    const { html, titles } = await ask(`q=dollars&recording=${ids['Bob’s secret']}`)
    expect(titles).not.toContain('Bob’s secret')
    expect(html).not.toContain('secret”')
  })

  it('says what can be done where nothing is asked, nothing found, or nothing there', async () => {
    expect((await ask('')).html).toContain('Ask in your own words')
    expect((await ask('q=%3F!')).html).toContain('Nothing found')
    expect((await ask('q=qwertyuiop&mode=exact')).html).toContain('Search by words and meaning')
    const eve = new Visitor(house.web.url)
    await eve.register('eve-of-search')
    expect((await ask('', eve)).html).toContain('There is nothing to search yet')
  })

  it('is for those who are logged in', async () => {
    const nobody = await new Visitor(house.web.url).open('/search?q=a')
    expect(nobody.html).not.toContain('Budget')
  })
})
