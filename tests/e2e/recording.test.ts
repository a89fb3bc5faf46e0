import { sql } from 'drizzle-orm'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { addRecording } from '#tests/db/test-accounts'
import { browserPath, expectAccessible, narrow, whenHydrated } from '#tests/support/browser'
import { useBrowserHouse } from '#tests/support/browser-house'
import { everyLook, expectAccessibleInEachLook, inEachLook } from '#tests/support/looks'
import { tone, wavFile } from '#tests/support/media-fixtures'

const texts = ['Good morning to all.', 'Họp lúc chín giờ.', 'The lease is signed.', 'We close at ten.']
const segments = texts.map((text, index) => ({ startMs: index * 5000, endMs: index * 5000 + 4000, text }))

describe.skipIf(!browserPath)('a recording in a browser', () => {
  const house = useBrowserHouse()
  let id: string
  beforeAll(async () => {
    id = await addWithSound('Meeting', segments)
  })

  async function addWithSound(title: string, said: typeof segments): Promise<string> {
    const added = await addRecording(house.web.db, house.ann.userId, { title, durationMs: 20_000, segments: said })
    await house.web.db.execute(
      sql`update recordings set media_type = 'audio/wav', sha256 = ${added} where id = ${added}`)
    const sound = wavFile(tone({ hz: 300, ms: 20_000, rate: 8000 }))
    const key = `recordings/${house.ann.userId}/${added}/original`
    await house.web.store.put(key, (async function* () { yield sound })())
    return added
  }

  const open = async (page: Page, path = `/recordings/${id}`) => {
    await page.goto(path)
    await whenHydrated(page)
    await page.waitForFunction(() => (document.querySelector('audio')?.readyState ?? 0) >= 1)
  }
  const nowS = (page: Page) => page.evaluate(() => document.querySelector('audio')!.currentTime)
  const isPaused = (page: Page) => page.evaluate(() => document.querySelector('audio')!.paused)
  const current = (page: Page) => page.locator('li[aria-current=true]')

  /** What lies over an element's middle, upper or lower edge, or that it is out of sight; nothing where it is clear. */
  const covered = (element: Locator) => element.evaluate((target) => {
    const { left, width, top, bottom } = target.getBoundingClientRect()
    const hits = [top + 2, (top + bottom) / 2, bottom - 2].map((y) => document.elementFromPoint(left + width / 2, y))
    const others = hits.filter((hit) => !hit || !(target.contains(hit) || hit.contains(target)))
    return others.map((other) => `${target.outerHTML.slice(0, 60)} under ${other?.outerHTML.slice(0, 60)}`)
  })

  it('plays from the passage that is clicked, and marks the one that is heard', async () => {
    const { page, complaints, close } = await house.visit()
    await open(page)
    await page.getByText('The lease is signed.').click()
    await expect.poll(() => isPaused(page)).toBe(false)
    expect(await nowS(page)).toBeGreaterThanOrEqual(10)
    await current(page).filter({ hasText: 'The lease is signed.' }).waitFor()
    expect(page.url()).toContain('#t=10')
    await page.getByRole('button', { name: 'Pause' }).click()
    await expect.poll(() => isPaused(page)).toBe(true)
    await page.getByRole('link', { name: 'Play from 0:05' }).press('Enter')
    await current(page).filter({ hasText: 'Họp' }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('is played by keyboard, at other speeds, and from the moment in its address', async () => {
    const { page, complaints, close } = await house.visit()
    await open(page, `/recordings/${id}#t=5.5`)
    await expect.poll(() => nowS(page)).toBe(5.5)
    await page.locator('h1').click()
    await page.keyboard.press('ArrowRight')
    expect(await nowS(page)).toBe(15.5)
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    expect(await nowS(page)).toBe(0)
    await page.keyboard.press('Alt+ArrowDown')
    await current(page).filter({ hasText: 'Họp' }).waitFor()
    await page.keyboard.press('Space')
    await expect.poll(() => isPaused(page)).toBe(true)
    await page.locator('summary[aria-label="Playback options"]').click()
    await page.getByLabel('Speed').selectOption('1.5')
    expect(await page.evaluate(() => document.querySelector('audio')!.playbackRate)).toBe(1.5)
    await page.keyboard.press('Escape')
    await page.getByLabel('Position').fill('12')
    await expect.poll(() => nowS(page)).toBe(12)
    expect(complaints).toEqual([])
    await close()
  })

  it('finds in the transcript, whatever the accents', async () => {
    const { page, complaints, close } = await house.visit()
    await open(page)
    const find = page.getByRole('searchbox', { name: 'Find in the transcript' })
    await find.fill('hop')
    await page.getByText('1 passage').waitFor()
    expect(await page.locator('mark').allTextContents()).toEqual(['Họp'])
    expect(await page.locator('li[data-start]:visible').count()).toBe(1)
    // Space belongs to the field, not to the player.
    await find.press('Space')
    expect(await isPaused(page)).toBe(true)
    await find.fill('')
    await expect.poll(() => page.locator('li[data-start]:visible').count()).toBe(4)
    expect(complaints).toEqual([])
    await close()
  })

  it.each([true, false])('is corrected and brought back; scripts: %s', async (javaScriptEnabled) => {
    const own = await addWithSound(`Corrected ${javaScriptEnabled}`, segments)
    const { page, complaints, close } = await house.visit({ javaScriptEnabled })
    if (javaScriptEnabled) await open(page, `/recordings/${own}`)
    else await page.goto(`/recordings/${own}`)
    const edit = page.getByRole('link', { name: 'Correct the passage at 0:10' })
    await edit.click()
    const field = page.getByLabel('Text of the passage at 0:10')
    await field.waitFor()
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true)
    await field.fill('The lease is not signed.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The lease is not signed.').waitFor()
    await page.getByText('Your correction is saved.').waitFor()
    if (javaScriptEnabled) await expect.poll(() => edit.evaluate((link) => link === document.activeElement)).toBe(true)
    await edit.click()
    await page.locator('q', { hasText: 'The lease is signed.' }).waitFor()
    await page.getByRole('button', { name: 'Restore the original' }).click()
    await page.getByRole('listitem').filter({ hasText: 'The lease is signed.' }).waitFor()
    await field.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
    await close()
  })

  it('lets the times lead to the sound without scripts', async () => {
    const { page, close } = await house.visit({ javaScriptEnabled: false })
    await page.goto(`/recordings/${id}`)
    expect(await page.locator('audio').getAttribute('controls')).not.toBeNull()
    await page.getByRole('link', { name: 'Play from 0:15' }).click()
    await page.waitForURL(`**/recordings/${id}/audio#t=15`)
    await close()
  })

  it('shows what is opened at its foot above the player, and times and pens that a finger can hit', async () => {
    const { page, complaints, close } = await house.visit({ viewport: narrow, hasTouch: true })
    const many = await addWithSound('Many', Array.from({ length: 20 }, (_, at) => (
      { startMs: at * 1000, endMs: at * 1000 + 900, text: `Passage number ${at}.` })))
    await house.web.db.execute(sql`
      insert into recording_steps (recording_id, step, status) values (${many}, 'index', 'done'), (${many}, 'summarize', 'done')
      on conflict do nothing`)
    await open(page, `/recordings/${many}`)
    const heights = await page.locator('li[data-id] a').evaluateAll((links) =>
      links.map((link) => link.getBoundingClientRect().height))
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(24)
    const card = page.locator('details', { hasText: 'After the transcript' })
    await card.locator('summary').click()
    await expect.poll(() => covered(card.locator('li').first()), { timeout: 20_000 }).toEqual([])
    await expect.poll(() => covered(card.locator('li').last()), { timeout: 20_000 }).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })

  it('is downloaded in every format, under its own name', async () => {
    const { page, complaints, close } = await house.visit()
    await open(page)
    for (const [link, name] of [
      ['Text (.txt)', 'Meeting.txt'], ['Text with times (.txt)', 'Meeting (with times).txt'], ['Subtitles (.srt)', 'Meeting.srt'],
      ['Subtitles (.vtt)', 'Meeting.vtt'], ['Data (.json)', 'Meeting.json'],
    ] as const) {
      await page.locator('summary', { hasText: 'Download' }).click()
      const coming = page.waitForEvent('download')
      await page.getByRole('link', { name: link }).click()
      const download = await coming
      expect(download.suggestedFilename()).toBe(name)
    }
    expect(complaints).toEqual([])
    await close()
  })

  it('shows its transcript by itself when it is done', async () => {
    const own = await addRecording(
      house.web.db, house.ann.userId, { title: 'Soon', durationMs: 20_000, until: 'processing' })
    await house.web.db.execute(sql`update recordings set object_key = null where id = ${own}`)
    const { page, complaints, close } = await house.visit()
    await page.goto(`/recordings/${own}`)
    await whenHydrated(page)
    await page.getByText('The transcript appears here when it is done.').waitFor()
    await house.web.db.execute(sql`update recordings set progress_ms = 10000 where id = ${own}`)
    await page.getByText('0:10 of 0:20 transcribed').waitFor()
    await house.web.db.execute(sql`
      select sp_complete_recording(${own}, 20000, ${JSON.stringify(segments)}, fence)
        from recordings where id = ${own}`)
    await page.getByText('We close at ten.').waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('stays usable with thousands of passages', async () => {
    const many = Array.from({ length: 5000 }, (_, index) =>
      ({ startMs: index * 4, endMs: index * 4 + 3, text: `Passage number ${index} says something of its own.` }))
    const own = await addWithSound('Long', many)
    const { page, complaints, close } = await house.visit()
    await open(page, `/recordings/${own}`)
    expect(await page.locator('li[data-start]:visible').count()).toBe(5000)
    await page.getByRole('searchbox', { name: 'Find in the transcript' }).fill('number 4321 ')
    await page.getByText('1 passage').waitFor()
    await page.getByText('number 4321').click()
    await expect.poll(() => nowS(page)).toBeGreaterThanOrEqual(17.284)
    await page.getByRole('searchbox', { name: 'Find in the transcript' }).fill('')
    await page.getByText('number 4999').waitFor()
    expect(await page.locator('li[data-start]:visible').count()).toBe(5000)
    expect(complaints).toEqual([])
    await close()
  })

  it.each([true, false])('keeps the player off the focus on a phone; scripts: %s', async (javaScriptEnabled) => {
    const many = Array.from({ length: 40 }, (_, index) =>
      ({ startMs: index * 500, endMs: index * 500 + 400, text: `Passage ${index} is more than a line on a phone.` }))
    const own = await addWithSound(`Phone ${javaScriptEnabled}`, many)
    const { page, complaints, close } = await house.visit({ javaScriptEnabled, viewport: narrow })
    await page.goto(`/recordings/${own}`)
    if (javaScriptEnabled) await whenHydrated(page)
    const taken = await page.getByRole('region', { name: 'Player' }).evaluate((bar) =>
      (innerHeight - bar.getBoundingClientRect().top) / innerHeight)
    expect(taken).toBeLessThan(0.16)

    for (let stop = 0; stop < 50; stop += 1) {
      await page.keyboard.press('Tab')
      expect(await covered(page.locator(':focus'))).toEqual([])
    }
    const edit = page.locator('a[data-edit]').nth(30)
    await edit.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Text of the passage' }).waitFor()
    // The page scrolls to it first.
    await expect.poll(() => covered(page.getByRole('textbox', { name: 'Text of the passage' }))).toEqual([])
    expect(await covered(page.getByRole('button', { name: 'Save' }))).toEqual([])
    expect(await covered(page.getByRole('link', { name: 'Cancel' }))).toEqual([])
    expect(complaints).toEqual([])
    await close()
  })

  it('is for everybody, in every look', async () => {
    const failed = await addRecording(house.web.db, house.ann.userId, { title: 'Failed', until: 'failed' })
    await house.web.db.execute(sql`update recordings set object_key = null where id = ${failed}`)
    const { page, complaints, close } = await house.visit()
    await open(page)
    await inEachLook(page, async () => {
      await page.getByText('The lease is signed.').click()
      await current(page).waitFor()
      await expectAccessible(page)
    }, everyLook)
    await page.getByRole('link', { name: 'Correct the passage at 0:05' }).focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('Text of the passage at 0:05').waitFor()
    await expectAccessibleInEachLook(page, everyLook)
    for (const path of [`/recordings/${failed}`, `/recordings/${id}/delete`]) {
      await page.goto(path)
      await whenHydrated(page)
      await expectAccessibleInEachLook(page, everyLook)
    }
    expect(complaints).toEqual([])
    await close()
  })
})
