import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

let web: TestWeb
let ann: Visitor
let recording: string
beforeAll(async () => {
  web = await startTestWeb()
  ann = new Visitor(web.url)
  await ann.register('Ann')
  await ann.send('/library', { intent: 'sample', title: 'Weekly <meeting>' })
  const { rows } = await web.db.execute<{ id: string }>(sql`select id from recordings`)
  recording = rows[0]!.id
})
afterAll(() => web.close())

async function titleOf(visitor: Visitor, path: string, locale = 'en') {
  const html = await (await visitor.fetch(path, { headers: { 'Accept-Language': locale } })).text()
  const titles = [...html.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title]) => title)
  expect({ path, titles: titles.length }).toEqual({ path, titles: 1 })
  return titles[0]
}

it('names every page', async () => {
  const guest = new Visitor(web.url)
  expect(await Promise.all(['/', '/login', '/register', '/nowhere'].map((path) => titleOf(guest, path)))).toEqual([
    'Speech into text, on your own machines · Steno', 'Log in · Steno', 'Create your account · Steno',
    'This page does not exist · Steno',
  ])
  const paths = [
    '/library', '/upload', '/settings/profile', '/settings/plan', '/settings/models', '/settings/keys', '/settings/account', '/admin/failed',
    `/recordings/${recording}`, `/recordings/${recording}/delete`, '/recordings/nothing',
  ]
  expect(await Promise.all(paths.map((path) => titleOf(ann, path)))).toEqual([
    'Library · Steno', 'Upload · Steno', 'Profile · Steno', 'Plan and usage · Steno', 'Languages and models · Steno',
    'API keys · Steno', 'Account · Steno', 'Failed jobs · Steno', 'Weekly &lt;meeting&gt; · Steno', 'Delete this recording? · Steno',
    'This page does not exist · Steno',
  ])
})

it('calls what nobody has named by what it is, and its day, in the reader’s language', async () => {
  const { rows } = await web.db.execute<{ live: string }>(sql`
    select recording_id as live from sp_start_live((select id from users), 'en', null, '', 4)`)
  const { live } = rows[0]!
  await web.db.execute(sql`update recordings set created_at = '2026-03-05T12:00:00Z' where id = ${live}`)
  await web.db.execute(sql`update recordings set title = '', created_at = '2026-03-05T12:00:00Z' where id = ${recording}`)
  const names = {
    en: ['Live, Mar 5, 2026', 'Recording, Mar 5, 2026'], vi: ['Trực tiếp, 5 thg 3, 2026', 'Bản ghi, 5 thg 3, 2026'],
    'zh-TW': ['即時錄音，2026年3月5日', '錄音，2026年3月5日'],
  }
  for (const [locale, [spoken, sent]] of Object.entries(names)) {
    await ann.send('/preferences', { locale })
    const open = async (path: string) => (await ann.open(path)).html
    const library = await open('/library')
    for (const name of [spoken, sent]) expect(library).toContain(`title="${name}"`)
    expect(await open(`/recordings/${live}`)).toContain(`<title>${spoken} · Steno</title>`)
    for (const path of [`/recordings/${recording}/delete`, `/recordings/${recording}/again`, `/search?q=a&recording=${recording}`, `/ask?recording=${recording}`]) {
      expect([path, (await open(path)).includes(sent!)]).toEqual([path, true])
    }
    expect(await open(`/live/share/${live}`)).toContain(spoken)
  }
  await ann.send('/preferences', { locale: 'en' })
  await web.db.execute(sql`delete from recordings where id = ${live}`)
})

it('in the reader’s language', async () => {
  const guest = new Visitor(web.url)
  expect(await titleOf(guest, '/login', 'vi')).toBe('Đăng nhập · Steno')
  expect(await titleOf(guest, '/nowhere', 'zh-TW')).toBe('找不到這個頁面 · Steno')
  expect(web.errors).toEqual([])
})
