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

it('in the reader’s language', async () => {
  const guest = new Visitor(web.url)
  expect(await titleOf(guest, '/login', 'vi')).toBe('Đăng nhập · Steno')
  expect(await titleOf(guest, '/nowhere', 'zh-TW')).toBe('找不到這個頁面 · Steno')
  expect(web.errors).toEqual([])
})
