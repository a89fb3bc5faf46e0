import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

let web: TestWeb
beforeAll(async () => { web = await startTestWeb() })
afterAll(() => web.close())

describe('accounts without scripts', () => {
  it('leads a guest from a page to the log-in, and after registering back to it', async () => {
    const ann = new Visitor(web.url)
    const asked = await ann.fetch('/settings/plan')
    expect(asked.headers.get('Location')).toBe('/login?redirectTo=%2Fsettings%2Fplan')
    const form = await ann.open('/register?redirectTo=%2Fsettings%2Fplan')
    expect(form.html).toContain('name="redirectTo" value="/settings/plan"')
    expect(form.html).toContain('first account of the installation')
    const sent = await ann.send('/register', {
      userName: 'Ann', email: 'Ann@Example.org', password: 'correct horse battery', redirectTo: '/settings/plan',
    })
    expect([sent.status, sent.headers.get('Location')]).toEqual([302, '/settings/plan'])
    const [cookie] = sent.headers.getSetCookie()
    expect(cookie).toMatch(/^steno=[^;]+; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/)
    const page = await ann.open('/settings/plan')
    expect(page.status).toBe(200)
    expect(page.html).toContain('Plan and usage')
  })

  it('makes the first account the administrator, and no other', async () => {
    const ann = new Visitor(web.url)
    await ann.send('/login', { email: 'ann@example.org', password: 'correct horse battery' })
    expect((await ann.open('/admin/failed')).status).toBe(200)
    const bob = new Visitor(web.url)
    await bob.register('Bob')
    expect((await bob.open('/admin/failed')).status).toBe(404)
  })

  it('logs out, and the old cookie opens nothing', async () => {
    const visitor = new Visitor(web.url)
    await visitor.send('/login', { email: 'ann@example.org', password: 'correct horse battery' })
    const stolen = new Map(visitor.cookies)
    expect((await visitor.fetch('/settings/profile')).status).toBe(200)
    const out = await visitor.send('/logout', {})
    expect(out.headers.getSetCookie().some((line) => line.startsWith('steno=; Max-Age=0'))).toBe(true)
    expect((await visitor.fetch('/settings/profile')).status).toBe(302)
    const thief = new Visitor(web.url)
    for (const [name, value] of stolen) thief.cookies.set(name, value)
    expect((await thief.fetch('/settings/profile')).status).toBe(302)
  })

  it('takes no cookie that it has not signed', async () => {
    const visitor = new Visitor(web.url)
    visitor.cookies.set('steno', 'ImFiYyI%3D.forged')
    expect((await visitor.fetch('/settings/profile')).status).toBe(302)
  })

  it('shows the form again with the reason and what was entered, but never the password', async () => {
    const visitor = new Visitor(web.url)
    const wrong = await visitor.send('/login', { email: 'ann@example.org', password: 'not the password' })
    expect(wrong.status).toBe(401)
    const html = await wrong.text()
    expect(html).toContain('Email address or password is wrong.')
    expect(html).toContain('value="ann@example.org"')
    expect(html).not.toContain('not the password')
    const taken = await visitor.send('/register', { userName: 'X', email: 'ann@example.org', password: 'long enough pass' })
    expect(taken.status).toBe(409)
    expect(await taken.text()).toContain('already an account with this email')
    const short = await visitor.send('/register', { userName: 'X', email: 'x@example.org', password: 'short' })
    expect(short.status).toBe(400)
    expect(await short.text()).toContain('Choose a password of 10 to 200 characters.')
  })

  it('goes nowhere else after logging in', async () => {
    const visitor = new Visitor(web.url)
    const sent = await visitor.send('/login', {
      email: 'ann@example.org', password: 'correct horse battery', redirectTo: '//evil.example/',
    })
    expect(sent.headers.get('Location')).toBe('/library')
  })

  it('changes the password, ends other sessions and keeps this one', async () => {
    const here = new Visitor(web.url)
    const there = new Visitor(web.url)
    await here.register('Carol')
    await there.send('/login', { email: 'carol@example.org', password: 'correct horse battery' })
    const wrong = await here.send('/settings/account', { intent: 'password', current: 'wrong', next: 'another long password' })
    expect([wrong.status, await wrong.text()]).toEqual([401, expect.stringContaining('not your current password')])
    const sent = await here.send('/settings/account', {
      intent: 'password', current: 'correct horse battery', next: 'another long password',
    })
    expect(sent.status).toBe(302)
    expect((await here.open('/settings/account')).html).toContain('Your password is changed.')
    expect((await there.fetch('/settings/account')).status).toBe(302)
  })

  it('stores a picture re-encoded, shows it to those logged in, and removes it', async () => {
    const visitor = new Visitor(web.url)
    await visitor.register('Dora')
    const { default: sharp } = await import('sharp')
    const png = await sharp({ create: { width: 20, height: 10, channels: 3, background: 'red' } }).png().toBuffer()
    const form = new FormData()
    form.set('intent', 'avatar')
    form.set('avatar', new Blob([new Uint8Array(png)], { type: 'image/png' }), 'me.png')
    expect((await visitor.send('/settings/profile', form)).status).toBe(302)
    const { html } = await visitor.open('/settings/profile')
    const [address] = /\/avatars\/[^"]+\.webp/.exec(html) ?? []
    const image = await visitor.fetch(address!)
    expect([image.status, image.headers.get('Content-Type')]).toEqual([200, 'image/webp'])
    expect(await sharp(await image.arrayBuffer()).metadata()).toMatchObject({ format: 'webp', width: 256, height: 256 })
    expect((await new Visitor(web.url).fetch(address!)).status).toBe(302)
    for (const odd of [address!.replace(/[^/]+$/, '%00'), '/avatars/%00/x.webp', `${address}%00`]) {
      expect((await visitor.fetch(odd)).status).toBe(404)
    }
    form.set('avatar', new Blob(['not a picture']), 'me.png')
    const refused = await visitor.send('/settings/profile', form)
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('Choose a picture')])
    form.set('avatar', new Blob([new Uint8Array(png), new Uint8Array(6 * 1024 ** 2)]), 'me.png')
    for (const path of ['/settings/profile', '/settings/profile.data']) {
      const large = await visitor.send(path, form)
      expect([large.status, await large.text()]).toEqual([413, expect.stringContaining('5 MB')])
    }
    await visitor.send('/settings/profile', { intent: 'removeAvatar' })
    expect((await visitor.fetch(address!)).status).toBe(404)
  })

  it('changes the plan, and deletes the account behind the password', async () => {
    const visitor = new Visitor(web.url)
    await visitor.register('Eve')
    expect((await visitor.open('/settings/plan')).html).toContain('>$5</span>')
    await visitor.send('/settings/plan', { plan: 'PREMIUM' })
    expect((await visitor.open('/settings/plan')).html).toContain('Your plan is changed.')
    expect((await visitor.send('/settings/plan', { plan: 'NONE' })).status).toBe(400)
    expect((await visitor.send('/settings/account', { intent: 'delete', password: 'wrong' })).status).toBe(401)
    const gone = await visitor.send('/settings/account', { intent: 'delete', password: 'correct horse battery' })
    expect(gone.headers.get('Location')).toBe('/')
    expect((await visitor.open('/')).html).toContain('Your account and everything in it is deleted.')
    const back = await visitor.send('/login', { email: 'eve@example.org', password: 'correct horse battery' })
    expect(back.status).toBe(401)
  })

  it('counts registrations by address, like log-ins', async () => {
    await web.db.execute(sql`update login_attempts set count = 1000 where key like 'address:%'`)
    const fields = { userName: 'Hal', email: 'hal@example.org', password: 'correct horse battery' }
    const refused = await new Visitor(web.url).send('/register', fields)
    expect([refused.status, await refused.text()]).toEqual([429, expect.stringContaining('Too many attempts')])
    await web.db.execute(sql`delete from login_attempts`)
    for (const name of ['Hal', 'Ida']) await new Visitor(web.url).register(name)
    const { rows } = await web.db.execute(sql`select sum(count)::int as n from login_attempts where key like 'address:%'`)
    expect(rows).toEqual([{ n: 2 }])
  })

  it('lets the owner in with a known browser, whatever strangers have tried', async () => {
    const known = new Visitor(web.url)
    await known.register('Jan')
    await known.send('/logout', {})
    const [stranger, credentials] = [new Visitor(web.url), { email: 'jan@example.org', password: 'correct horse battery' }]
    await stranger.send('/login', { ...credentials, password: 'wrong' })
    await web.db.execute(sql`update login_attempts set count = 1000`)
    const refused = await stranger.send('/login', credentials)
    expect([refused.status, Number(refused.headers.get('Retry-After')) % 60]).toEqual([429, 0])
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
    stranger.cookies.set('steno-device', 'eyJpZCI6IngiLCJhY2NvdW50cyI6W119.forged')
    expect((await stranger.send('/login', credentials)).status).toBe(429)
    expect((await known.send('/login', credentials)).headers.get('Location')).toBe('/library')
    const form = { intent: 'delete', password: 'correct horse battery' }
    expect((await known.send('/settings/account', form)).headers.get('Location')).toBe('/')
    await web.db.execute(sql`delete from login_attempts`)
  })

  it('keeps the only administrator while others have accounts', async () => {
    const ann = new Visitor(web.url)
    await ann.send('/login', { email: 'ann@example.org', password: 'correct horse battery' })
    const sent = await ann.send('/settings/account', { intent: 'delete', password: 'correct horse battery' })
    expect([sent.status, await sent.text()]).toEqual([409, expect.stringContaining('You are the only administrator')])
    expect((await ann.open('/settings/plan')).status).toBe(200)
  })

  it('lets a deletion that was cut short be repeated', async () => {
    const visitor = new Visitor(web.url)
    await visitor.register('Gil')
    await web.db.execute(sql`
      delete from user_subscriptions where user_id = (select id from users where email = 'gil@example.org')`)
    expect((await visitor.open('/settings/account')).status).toBe(200)
    const gone = await visitor.send('/settings/account', { intent: 'delete', password: 'correct horse battery' })
    expect([gone.status, gone.headers.get('Location')]).toEqual([302, '/'])
    expect((await visitor.open('/')).html).toContain('Your account and everything in it is deleted.')
  })
})

describe('languages and appearance', () => {
  it('speaks the browser’s language, then the one chosen, then the profile’s', async () => {
    const visitor = new Visitor(web.url, { 'Accept-Language': 'vi-VN,vi;q=0.9' })
    expect((await visitor.open('/login')).html).toMatch(/<html lang="vi"[\s\S]*Đăng nhập/)
    await visitor.send('/preferences', { locale: 'zh-TW', redirectTo: '/login' })
    expect((await visitor.open('/login')).html).toMatch(/<html lang="zh-TW"[\s\S]*登入/)
    await visitor.register('Frank')
    await visitor.send('/settings/profile', { intent: 'profile', name: 'Frank', locale: 'en', theme: 'dark' })
    expect((await visitor.open('/settings/profile')).html).toMatch(/<html lang="en" data-theme="dark"/)
  })

  it('tells errors of pages in the reader’s language, with the request’s id', async () => {
    const visitor = new Visitor(web.url, { 'Accept-Language': 'zh-TW' })
    const response = await visitor.fetch('/no/such/page')
    expect(response.status).toBe(404)
    const html = await response.text()
    expect(html).toContain('找不到這個頁面')
    expect(html).toContain(response.headers.get('X-Request-Id'))
  })
})

it('has met nothing that it did not expect', () => {
  expect(web.errors).toEqual([])
})
