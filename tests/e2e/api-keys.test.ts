import { describe, expect, it } from 'vitest'
import { ApiClient } from '#tests/support/api-client'
import { browserPath, expectAccessible, narrow, whenHydrated, wide } from '#tests/support/browser'
import { useBrowserHouse } from '#tests/support/browser-house'
import { signIn } from '#tests/support/signed-in'

const house = useBrowserHouse()

describe.skipIf(!browserPath)('API keys in a browser', () => {
  it.each([['wide', 'light'], ['narrow', 'dark']] as const)('are made, copied and revoked: %s, %s', async (size, colorScheme) => {
    const ann = await signIn(house.web, `ann-${size}`)
    const permissions = ['clipboard-read', 'clipboard-write']
    const viewport = size === 'wide' ? wide : narrow
    const { page, complaints, close } = await ann.visit(house.browser, { viewport, colorScheme, permissions })
    await page.goto('/settings/keys')
    await whenHydrated(page)
    await expectAccessible(page)
    await page.getByLabel('Name').fill('My program')
    await page.getByLabel('Search').check()
    await page.getByRole('button', { name: 'Make the key' }).click()
    const key = await page.locator('[data-api-key]').innerText()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key)
    expect((await new ApiClient(house.web.url, key).get('/me')).json.credential.scopes).toContain('search')
    await page.getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('alertdialog').getByText('Revoke “My program”?').waitFor()
    await expectAccessible(page)
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('The key is revoked.').waitFor()
    await new ApiClient(house.web.url, key).refused('unauthenticated', 'GET', '/me')
    await page.goto('/developers')
    await whenHydrated(page)
    for (const part of await page.locator('summary:visible').all()) await part.click()
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await close()
  })
})
