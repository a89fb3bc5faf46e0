import type { Browser, BrowserContextOptions } from 'playwright-core'
import { sql } from 'drizzle-orm'
import { makeVisit, type Visit } from './browser'
import { Visitor } from './visitor'
import type { TestWeb } from './web-server'

/** A new account, whose browser is logged in already. */
export interface SignedIn {
  userId: string
  visitor: Visitor
  /** Opens a browser of this account's. */
  visit(browser: Browser, options?: BrowserContextOptions): Promise<Visit>
}

export async function signIn(web: TestWeb, name: string): Promise<SignedIn> {
  const visitor = new Visitor(web.url)
  await visitor.register(name)
  const email = `${name.toLowerCase()}@example.org`
  const { rows } = await web.db.execute<{ id: string }>(sql`select id from users where email = ${email}`)
  return {
    userId: rows[0]!.id,
    visitor,
    async visit(browser, options) {
      const visit = await makeVisit(browser, web.url, options)
      const cookies = [...visitor.cookies].map(([cookie, value]) => ({ name: cookie, value, url: web.url }))
      await visit.page.context().addCookies(cookies)
      return visit
    },
  }
}
