import { sql } from 'drizzle-orm'
import type { Route } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { addRecording } from '#tests/db/test-accounts'
import { browserPath, expectAccessible, whenHydrated } from '#tests/support/browser'
import { useBrowserHouse } from '#tests/support/browser-house'
import { expectAccessibleInEachLook } from '#tests/support/looks'
import { signIn } from '#tests/support/signed-in'

describe.skipIf(!browserPath)('the library in a browser', () => {
  const house = useBrowserHouse()

  const finish = (id: string) =>
    house.web.db.execute(sql`select sp_complete_recording(${id}, 60000, '[]', fence) from recordings where id = ${id}`)

  it.each([true, false])('offers the sample to whoever has nothing yet; scripts: %s', async (javaScriptEnabled) => {
    const guest = await signIn(house.web, `Guest-${javaScriptEnabled}`)
    const { page, complaints, close } = await guest.visit(house.browser, { javaScriptEnabled })
    await page.goto('/library')
    if (javaScriptEnabled) await whenHydrated(page)
    if (javaScriptEnabled) await expectAccessible(page)
    await page.getByRole('button', { name: 'Try the sample recording' }).click()
    await page.waitForURL('**/recordings/*')
    await page.getByRole('heading', { level: 1, name: 'Sample recording', exact: true }).waitFor()
    await page.getByText('Your recording is in the queue.').waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('follows along by itself: progress, the end, and what comes new', async () => {
    const id = await addRecording(
      house.web.db, house.ann.userId, { title: 'Followed', durationMs: 60_000, until: 'processing' })
    const { page, complaints, close } = await house.visit()
    await page.goto('/library')
    await whenHydrated(page)
    const row = page.getByRole('listitem').filter({ hasText: 'Followed' })
    await row.getByText('Getting ready').waitFor()
    // The page listens from a moment after it is alive; what it missed until then comes as a snapshot.
    await house.web.db.execute(sql`update recordings set progress_ms = 15000 where id = ${id}`)
    await row.getByText('0:15 of 1:00 transcribed').waitFor()
    expect(await row.getByRole('progressbar').getAttribute('value')).toBe('25')
    await house.web.db.execute(sql`update recordings set progress_ms = 45000 where id = ${id}`)
    await row.getByText('0:45 of 1:00 transcribed').waitFor()
    await finish(id)
    await row.getByRole('progressbar').waitFor({ state: 'detached' })
    await addRecording(house.web.db, house.ann.userId, { title: 'From another tab' })
    await page.getByRole('link', { name: 'From another tab', exact: true }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('is loaded anew, once, where the page is of another version than the server and cannot show what it is sent', async () => {
    const { page, close } = await house.visit()
    let loaded = 0
    page.on('load', () => { loaded += 1 })
    const breakData = (route: Route) => route.fulfill({ status: 200, contentType: 'text/x-script', body: 'of another version' })
    const leave = async () => {
      await page.evaluate(() => { window.__remixManifest.version = 'before' })
      await page.getByRole('link', { name: 'Search' }).first().click()
    }
    await page.goto('/library')
    await whenHydrated(page)
    await page.route('**/search.data*', breakData)
    await leave()
    await page.getByRole('heading', { level: 1, name: 'Search' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/search')
    // The page is there before its pictures are.
    await expect.poll(() => loaded).toBe(2)
    // A second time it would be no cure: the error is shown.
    await page.goto('/library')
    await whenHydrated(page)
    await leave()
    await page.getByRole('heading', { level: 1, name: 'That did not work' }).waitFor()
    await page.waitForLoadState('load')
    expect(loaded).toBe(3)
    await close()
  })

  it('looks again by itself without scripts, while something is open', async () => {
    const id = await addRecording(
      house.web.db, house.ann.userId, { title: 'Watched', durationMs: 60_000, until: 'processing' })
    const { page, close } = await house.visit({ javaScriptEnabled: false })
    await page.goto('/library')
    const row = page.getByRole('listitem').filter({ hasText: 'Watched' })
    await row.getByText('Transcribing').waitFor()
    await finish(id)
    await row.getByText('Transcribing').waitFor({ state: 'detached' })
    await close()
  })

  it.each([true, false])('renames, cancels, tries again, deletes and finds; scripts: %s', async (javaScriptEnabled) => {
    const title = `Draft ${javaScriptEnabled}`
    await addRecording(house.web.db, house.ann.userId, { title, until: 'processing' })
    const { page, complaints, close } = await house.visit({ javaScriptEnabled })
    const settle = () => (javaScriptEnabled ? whenHydrated(page) : Promise.resolve())
    await page.goto('/library')
    await settle()
    await page.getByRole('link', { name: `Rename “${title}”` }).click()
    const field = page.getByLabel('Title', { exact: true })
    await field.waitFor()
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
    await field.fill(`Họp ${javaScriptEnabled}`)
    await field.press('Enter')
    const row = page.getByRole('listitem').filter({ hasText: `Họp ${javaScriptEnabled}` })
    await row.waitFor()
    await row.getByRole('button', { name: /^Cancel/ }).click()
    await row.getByText('Cancelled').waitFor()
    await row.getByRole('button', { name: /^Try/ }).click()
    await row.getByText('Queued').waitFor()
    await page.getByRole('searchbox').fill(`hop ${javaScriptEnabled}`)
    await page.getByRole('searchbox').press('Enter')
    await page.waitForURL('**/library?q=*')
    await expect.poll(() => page.getByRole('list', { name: 'Recordings' }).getByRole('listitem').count()).toBe(1)
    await row.getByRole('link', { name: /^Delete/ }).click()
    await page.getByRole('heading', { name: 'Delete this recording?' }).waitFor()
    await page.getByRole('button', { name: 'Delete for good' }).click()
    await page.getByText('The recording is deleted.').waitFor()
    expect(await row.count()).toBe(0)
    expect(complaints).toEqual([])
    await close()
  })

  it('is for everybody, in every look', async () => {
    const title = 'A title that is so long that it has to be broken, word by word'
    await addRecording(house.web.db, house.ann.userId, { title, until: 'failed' })
    await addRecording(house.web.db, house.ann.userId, { title: '會議記錄', until: 'processing' })
    const { page, complaints, close } = await house.visit()
    await page.goto('/library')
    await whenHydrated(page)
    await expectAccessibleInEachLook(page)
    await page.goto('/library?q=nothing+has+this')
    await expectAccessibleInEachLook(page)
    expect(complaints).toEqual([])
    await close()
  })
})
