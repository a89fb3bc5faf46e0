import { randomUUID } from 'node:crypto'
import type { ServerBuild } from '@remix-run/node'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repositoryRoot } from '#tests/support/built-app'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'
import { endpoints } from '../../app/api/endpoints'
import { foreignEndpoints } from '../../app/api/make-foreign-apis'
import { loadBuild } from '../../app/http/pages'
import { paths } from '../../app/web/paths'

let web: TestWeb
/** The first to register, and so an administrator: every page is open to them. */
let ann: Visitor
let build: ServerBuild
beforeAll(async () => {
  web = await startTestWeb({ trustProxy: 1 })
  build = await loadBuild(repositoryRoot)
  ann = new Visitor(web.url)
  await ann.register('Ann')
  await ann.send('/library', { intent: 'sample' })
})
afterAll(() => web.close())

const filled = (template: string) => template.replace(/:\w+/g, () => randomUUID())

/** Every address of the pages for which `fits`, with ids of nothing in place of its parameters. */
function addressesOf(fits: (route: NonNullable<ServerBuild['routes'][string]>) => boolean): string[] {
  return Object.values(build.routes).flatMap((route) => {
    if (!route || !fits(route)) return []
    const parts: string[] = []
    for (let at: typeof route | undefined = route; at; at = at.parentId === undefined ? undefined : build.routes[at.parentId]) {
      if (at.path) parts.unshift(at.path)
    }
    return parts.includes('*') ? [] : [filled(`/${parts.join('/')}`)]
  })
}

/** All that the database holds, in one word. */
async function everything(): Promise<string> {
  const { rows } = await web.db.execute<{ table: string }>(sql`select tablename as table from pg_tables where schemaname = 'public' order by 1`)
  const digests = await Promise.all(rows.map(async ({ table }) => {
    const { rows: [digest] } = await web.db.execute(sql`select md5(string_agg(t::text, '' order by t::text)) as md5 from ${sql.identifier(table)} t`)
    return `${table} ${String(digest?.md5)}`
  }))
  return digests.join('\n')
}

const hostile: Record<string, string>[] = [
  { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' },
  { 'Sec-Fetch-Site': 'cross-site', 'Origin': 'null' }, { Origin: 'https://evil.example' }, { Origin: 'null' },
]
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }

describe('with the cookies of whoever is logged in', () => {
  it('no form of another site changes anything, at whatever address of the pages', async () => {
    const actions = [...addressesOf(({ module }) => Boolean(module.action)), paths.vitals()]
    expect(actions.length).toBeGreaterThan(30)
    const before = await everything()
    for (const address of actions.flatMap((path) => [path, `${path}.data`])) {
      for (const headers of hostile) {
        const answer = await ann.fetch(address, { method: 'POST', body: 'intent=delete', headers: { ...form, ...headers } })
        expect([address, headers, answer.status]).toEqual([address, headers, 403])
        expect(await answer.json()).toMatchObject({ error: { code: 'cross_site_request' } })
        expect(answer.headers.getSetCookie()).toEqual([])
      }
    }
    expect(await everything()).toBe(before)
    // They are addresses at which the same form of our own is looked at.
    for (const address of actions) {
      const { status } = await new Visitor(web.url).send(address, { intent: 'nonsense' })
      expect([address, [403, 405, 501].includes(status)]).toEqual([address, false])
    }
  })

  it('no link or picture on another site changes anything', async () => {
    const shown = addressesOf(({ module }) => Boolean(module.default ?? module.loader))
    expect(shown.length).toBeGreaterThan(30)
    const before = await everything()
    for (const address of shown.filter((path) => path !== paths.events())) {
      const answer = await ann.fetch(`${address}?intent=delete&_method=DELETE&_action=delete`, {
        headers: { 'Sec-Fetch-Site': 'cross-site', 'X-HTTP-Method-Override': 'POST' },
      })
      expect([address, answer.status < 500]).toEqual([address, true])
      await answer.arrayBuffer()
    }
    expect(await everything()).toBe(before)
    expect((await ann.fetch('/library')).status).toBe(200)
  })

  it('no endpoint of the API takes them for a credential, or sets one', async () => {
    const all = [
      ...endpoints.map((endpoint) => ({ endpoint, base: paths.api() })), ...foreignEndpoints.map(({ endpoint }) => ({ endpoint, base: paths.foreignApis() })),
    ]
    const before = await everything()
    let guests = 0
    for (const { endpoint: { method, path, access }, base } of all) {
      const answer = await ann.fetch(base + filled(path), {
        method, headers: { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin', 'X-Forwarded-For': `10.3.0.${++guests}` },
        ...(method !== 'GET' && { body: '{}' }),
      })
      expect([path, answer.status]).toEqual([path, access === 'public' ? expect.any(Number) : 401])
      expect(answer.headers.getSetCookie()).toEqual([])
    }
    expect(guests).toBeGreaterThan(35)
    expect(await everything()).toBe(before)
  })
})

it('has met nothing that it did not expect', () => {
  expect(web.errors).toEqual([])
})
