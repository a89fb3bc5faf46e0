import { afterAll, beforeAll, expect, it } from 'vitest'
import { getUsage } from '#domain/accounts/plan.server'
import { registerUser } from '#domain/accounts/register-user.server'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

let web: TestWeb
beforeAll(async () => {
  web = await startTestWeb({
    publicUrl: 'https://steno.example', trustProxy: 1, registrationOpen: false, planChoice: 'administrators',
  })
})
afterAll(() => web.close())

it('binds the session cookie to this host behind https', async () => {
  const visitor = new Visitor(web.url)
  const response = await visitor.send('/register', {
    userName: 'Ann', email: 'ann@example.org', password: 'correct horse battery',
  }, { Origin: 'https://steno.example' })
  expect(response.headers.getSetCookie()[0]).toMatch(/^__Host-steno=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  expect((await visitor.fetch('/settings/profile')).status).toBe(200)
})

it('insists on https from then on', async () => {
  const response = await fetch(`${web.url}/login`)
  expect(response.headers.get('Strict-Transport-Security')).toContain('max-age=31536000')
  expect(response.headers.get('Content-Security-Policy')).toContain('upgrade-insecure-requests')
})

it('takes no more accounts once the first is made and registration is closed', async () => {
  const visitor = new Visitor(web.url)
  const page = await visitor.open('/register')
  expect(page.html).toContain('Registration is closed')
  expect(page.html).not.toContain('name="password"')
  const response = await visitor.send('/register', {
    userName: 'Bob', email: 'bob@example.org', password: 'correct horse battery',
  })
  expect(response.status).toBe(403)
  expect((await visitor.send('/login', { email: 'bob@example.org', password: 'correct horse battery' })).status).toBe(401)
  expect((await visitor.open('/login')).html).not.toContain('/register')
})

it('leaves plans to administrators where they are to be theirs', async () => {
  const ann = new Visitor(web.url)
  await ann.send('/login', { email: 'ann@example.org', password: 'correct horse battery' })
  expect((await ann.open('/settings/plan')).html).toContain('Switch to Enterprise')
  const { userId } = await registerUser(web.db, { email: 'carl@example.org', userName: 'Carl', password: 'correct horse battery' })
  const carl = new Visitor(web.url)
  await carl.send('/login', { email: 'carl@example.org', password: 'correct horse battery' })
  const { html } = await carl.open('/settings/plan')
  expect(html).toContain('An administrator of this installation changes your plan.')
  expect(html).not.toContain('Switch to')
  const refused = await carl.send('/settings/plan', { plan: 'ENTERPRISE' })
  expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('Your plan is changed by an administrator')])
  expect(await getUsage(web.db, userId)).toMatchObject({ planCode: 'FREE' })
  expect((await ann.send('/settings/plan', { plan: 'PREMIUM' })).status).toBe(302)
})
