import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { Visitor } from './visitor'
import { startTestWeb, type TestWeb, type TestWebOptions } from './web-server'

export interface TwoVisitors {
  web: TestWeb
  ann: Visitor
  bob: Visitor
  annId: string
  bobId: string
}

/** The pages, and two accounts that are nothing to each other. What the server logs as an error fails the test. */
export function useTwoVisitors(options: TestWebOptions = {}): TwoVisitors {
  const house = {} as TwoVisitors
  beforeAll(async () => {
    const web = await startTestWeb({}, options)
    const [ann, bob] = [new Visitor(web.url), new Visitor(web.url)]
    await ann.register('ann')
    await bob.register('bob')
    const { rows } = await web.db.execute<{ id: string }>(sql`select id from users order by email`)
    Object.assign(house, { web, ann, bob, annId: rows[0]!.id, bobId: rows[1]!.id })
  })
  afterAll(() => house.web.close())
  afterEach(() => expect(house.web.errors.splice(0)).toEqual([]))
  return house
}
