import { afterAll, beforeAll, expect, it } from 'vitest'
import { reportProvider } from '#domain/recognition/provider-reports.server'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

const reason = 'Recognition runs on the processor: there is no card.'
let web: TestWeb
beforeAll(async () => {
  web = await startTestWeb()
  await reportProvider(web.db, 'worker', { provider: 'cpu', reason })
})
afterAll(() => web.close())

it('says to administrators, and to nobody else, what recognition runs on and why', async () => {
  const [ann, bob] = [new Visitor(web.url), new Visitor(web.url)]
  await ann.register('Ann')
  await bob.register('Bob')
  const shown = await ann.open('/settings/models')
  expect(shown.html).toContain('What recognition runs on')
  expect(shown.html).toContain(reason)
  const other = await bob.open('/settings/models')
  expect(other.status).toBe(200)
  expect(other.html).not.toContain(reason)
})
