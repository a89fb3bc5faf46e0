import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, expectAccessible, makeVisit, narrow, startBrowser, whenHydrated } from '#tests/support/browser'
import { expectAccessibleInEachLook, inEachLook } from '#tests/support/looks'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

const adminPages = ['users', 'plans', 'queues', 'failed', 'live', 'storage', 'providers', 'models', 'audit'].map((name) => `/admin/${name}`)

const password = 'correct horse battery'

describe.skipIf(!browserPath)('accounts in a browser', () => {
  let web: TestWeb
  let browser: Browser

  beforeAll(async () => {
    web = await startTestWeb()
    browser = await startBrowser()
    await new Visitor(web.url).register('Admin')
  })
  afterAll(async () => {
    await browser.close()
    await web.close()
  })

  it.each([{ javaScriptEnabled: true }, { javaScriptEnabled: false }])(
    'are made, changed, left, entered and deleted with %j', async ({ javaScriptEnabled }) => {
      const { page, complaints, close } = await makeVisit(browser, web.url, { javaScriptEnabled })
      const settle = () => (javaScriptEnabled ? whenHydrated(page) : Promise.resolve())
      const email = `user-${javaScriptEnabled}@example.org`

      await page.goto('/')
      await settle()
      await page.getByRole('link', { name: 'Create your account' }).click()
      await page.getByLabel('Your name').fill('Nguyễn Thị Hương')
      await page.getByLabel('Email address').fill(email)
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Create account' }).click()
      await page.waitForURL('**/library')
      await page.getByRole('heading', { level: 1, name: 'Library', exact: true }).waitFor()

      await page.goto('/settings/profile')
      await settle()
      await page.getByLabel('Display name').fill('Hương')
      await page.getByLabel('Language of the pages').selectOption('vi')
      await page.getByRole('button', { name: 'Save', exact: true }).click()
      await page.getByText('Đã lưu hồ sơ của bạn.').waitFor()
      expect(await page.locator('html').getAttribute('lang')).toBe('vi')
      await settle()
      await page.getByLabel('Ngôn ngữ giao diện').selectOption('en')
      await page.locator('select[name=theme]').selectOption('dark')
      await page.getByRole('button', { name: 'Lưu', exact: true }).click()
      await page.getByText('Your profile is saved.').waitFor()
      expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
      expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark')

      await settle()
      await page.locator('summary:visible', { hasText: 'Hương' }).click()
      await page.getByRole('button', { name: 'Log out' }).click()
      await page.getByText('You are logged out.').waitFor()
      await page.goto('/settings/account')
      await page.waitForURL('**/login?redirectTo=**')
      await settle()
      await page.getByLabel('Email address').fill(email)
      await page.getByLabel('Password').fill('not the password')
      await page.getByRole('button', { name: 'Log in' }).click()
      await page.getByText('Email address or password is wrong.').waitFor()
      expect(await page.getByLabel('Email address').inputValue()).toBe(email)
      await settle()
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Log in' }).click()
      await page.waitForURL('**/settings/account')

      await settle()
      await page.getByText('Delete my account…').click()
      await page.getByLabel('Your password, to confirm').fill('not the password')
      await page.getByRole('button', { name: 'Delete everything' }).click()
      await page.getByText('This is not your current password.').waitFor()
      await settle()
      await page.getByLabel('Your password, to confirm').fill(password)
      await page.getByRole('button', { name: 'Delete everything' }).click()
      await page.getByText('Your account and everything in it is deleted.').waitFor()
      expect(complaints).toEqual([])
      await close()
    })

  it('are told what was done for a while, longer to who points at it, and each time anew', async () => {
    const { page, complaints, close } = await makeVisit(browser, web.url)
    await page.clock.install()
    await page.goto('/register')
    await whenHydrated(page)
    await page.getByLabel('Your name').fill('Tess')
    await page.getByLabel('Email address').fill('tess@example.org')
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.waitForURL('**/library')
    await page.goto('/settings/plan')
    await whenHydrated(page)
    expect(await page.title()).toBe('Plan and usage · Steno')
    const toast = page.getByRole('status').filter({ hasText: 'Your plan is changed.' })
    for (const plan of ['Basic', 'Premium']) {
      await page.getByRole('button', { name: `Switch to ${plan}` }).click()
      await toast.waitFor()
      await toast.hover()
      await page.clock.runFor(60_000)
      expect(await toast.isVisible()).toBe(true)
      await page.mouse.move(0, 0)
      await page.clock.runFor(60_000)
      await toast.waitFor({ state: 'detached' })
    }
    // From page to page without loading one anew, the title follows.
    await page.getByRole('link', { name: 'Account', exact: true }).click()
    await page.waitForURL('**/settings/account')
    await page.getByRole('heading', { name: 'Account', exact: true }).waitFor()
    expect(await page.title()).toBe('Account · Steno')
    expect(complaints).toEqual([])
    await close()
  })

  it('have their main ways on one line of a phone, and copy a secret that is shown once', async () => {
    const { page, complaints, close } = await makeVisit(browser, web.url, { viewport: narrow })
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const admin = new Visitor(web.url)
    await admin.send('/login', { email: 'admin@example.org', password })
    await page.context().addCookies([...admin.cookies].map(([name, value]) => ({ name, value, url: web.url })))
    await page.goto('/settings/automation')
    await whenHydrated(page)
    const ways = page.locator('.bottom-nav a')
    expect(await ways.count()).toBe(7)
    expect(await ways.evaluateAll((links) => Math.max(...links.map((link) => link.getBoundingClientRect().height)))).toBe(56)
    await page.getByText('New webhook').click()
    await expectAccessible(page)
    await page.getByLabel('Address').fill('https://hooks.invalid/steno')
    await page.getByRole('button', { name: 'Make the webhook' }).click()
    await page.getByRole('button', { name: 'Copy the secret' }).click()
    await page.getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await page.locator('code').first().textContent())
    await expectAccessible(page)
    await page.getByRole('link', { name: 'https://hooks.invalid/steno' }).click()
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.getByText('not delivered').waitFor()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await expectAccessible(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(narrow.width)
    }
    await page.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await page.getByText('The webhook is removed.').waitFor()
    // The narrowest that WCAG 2.2 asks for (1.4.10), on the page with the longest buttons.
    await page.setViewportSize({ width: 320, height: 640 })
    await page.goto('/admin/storage')
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    expect(complaints).toEqual([])
    await close()
  })

  it('can be used with the keyboard alone', async () => {
    const { page, complaints, close } = await makeVisit(browser, web.url)
    await page.goto('/login')
    await whenHydrated(page)
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
    await page.getByLabel('Email address').fill('admin@example.org')
    await page.keyboard.press('Tab')
    await page.keyboard.type(password)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/library')
    await whenHydrated(page)
    const menu = page.locator('summary:visible', { hasText: 'Admin' })
    await menu.focus()
    await page.keyboard.press('Enter')
    await page.getByText('admin@example.org').filter({ visible: true }).waitFor()
    await page.keyboard.press('Escape')
    expect(await menu.evaluate((summary) => [summary.parentElement!.hasAttribute('open'), document.activeElement === summary]))
      .toEqual([false, true])
    expect(complaints).toEqual([])
    await close()
  })

  it('are accessible, and fit the screen: wide and light, narrow and dark', async () => {
    const { page, complaints, close } = await makeVisit(browser, web.url)
    for (const path of ['/', '/login', '/register', '/no/such/page']) {
      await page.goto(path)
      await whenHydrated(page)
      await expectAccessibleInEachLook(page)
    }
    await page.goto('/login')
    await whenHydrated(page)
    await page.getByLabel('Email address').fill('admin@example.org')
    await page.getByLabel('Password').fill('wrong')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('alert').waitFor()
    await expectAccessibleInEachLook(page)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.waitForURL('**/library')
    for (const path of ['/settings/profile', '/settings/plan', '/settings/models', '/settings/account', ...adminPages]) {
      await page.goto(path)
      await whenHydrated(page)
      await expectAccessibleInEachLook(page)
    }
    await page.goto('/settings/account')
    await whenHydrated(page)
    await inEachLook(page, async () => {
      await page.locator('summary:visible').first().click()
      await expectAccessible(page, 'details[open]')
      await page.keyboard.press('Escape')
    })
    await page.getByRole('button', { name: 'Delete my account…' }).click()
    await page.getByRole('alertdialog').waitFor()
    await expectAccessibleInEachLook(page)
    expect(complaints).toEqual([])
    await close()
  })
})
