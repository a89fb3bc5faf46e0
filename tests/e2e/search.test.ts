import type { Page } from 'playwright-core'
import { sql } from 'drizzle-orm'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseConfig } from '#domain/config/config.server'
import { makeServices, type Services } from '#domain/services/make-services.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { addRecording } from '#tests/db/test-accounts'
import { browserPath, expectAccessible, narrow, whenHydrated } from '#tests/support/browser'
import { useBrowserHouse } from '#tests/support/browser-house'
import { tone, wavFile } from '#tests/support/media-fixtures'

const texts = [
  'Good morning, everybody.', 'The rent for the office goes up in October.',
  'We should look for a smaller place near the station.',
]

/** Eighty passages, of which one has the words that are looked for, and some are much longer than others. */
const saidAt = (at: number) => at === 50 ? 'The zebra waits at the crossing.'
  : `This is what was said as number ${at}. ${'More was said of it. '.repeat((at * 7) % 13)}`.trim()

describe.skipIf(!browserPath)('search in a browser', () => {
  const house = useBrowserHouse()
  let worker: Services
  let id: string
  let long: string
  /** How many rows of the passage that was led to are not in sight, or lie under something; and how many there are. */
  const outOfSight = (page: Page) => page.locator('li[data-cited]').evaluateAll((rows) => [rows.filter((row) => {
    const { left, width, top, bottom } = row.getBoundingClientRect()
    return [top + 2, bottom - 2].some((y) => !row.contains(document.elementFromPoint(left + width / 2, y)))
  }).length, rows.length > 0])

  beforeAll(async () => {
    const { db, dataDir, store } = house.web
    worker = await makeServices({
      config: parseConfig({ STENO_DATA_DIR: dataDir }), db, metrics: makeMetrics('worker', { defaults: false }),
      logger: pino({ level: 'silent' }),
    })
    const segments = texts.map((text, at) => ({ startMs: at * 5000, endMs: at * 5000 + 4000, text }))
    id = await addRecording(db, house.ann.userId, { title: 'Meeting', durationMs: 15_000, segments })
    await db.execute(sql`
      update recordings set media_type = 'audio/wav', sha256 = 'x', detected_language = 'en' where id = ${id}`)
    const sound = wavFile(tone({ hz: 300, ms: 15_000, rate: 8000 }))
    await store.put(`recordings/${house.ann.userId}/${id}/original`, (async function* () { yield sound })())
    long = await addRecording(db, house.ann.userId, {
      title: 'Long', durationMs: 400_000,
      segments: Array.from({ length: 80 }, (_, at) => ({ startMs: at * 5000, endMs: at * 5000 + 4000, text: saidAt(at) })),
    })
    await worker.search.index({ recordingId: long, userId: house.ann.userId, commit: (write) => db.transaction(write) })
    await worker.search.index({ recordingId: id, userId: house.ann.userId, commit: (write) => db.transaction(write) })
  })
  afterAll(() => worker.close())

  it('goes by keyboard from the box to the passage, and plays it where it stands', async () => {
    const { page, complaints, close } = await house.visit()
    await page.goto('/search')
    await whenHydrated(page)
    await page.keyboard.type('office rent')
    await page.keyboard.press('Enter')
    await page.locator('mark').first().waitFor()
    expect(await page.locator('mark').allTextContents()).toEqual(['rent', 'office'])
    await expectAccessible(page)

    await page.getByRole('link', { name: 'Play from 0:05' }).click()
    await page.getByRole('link', { name: 'Pause' }).click()
    await page.getByRole('link', { name: 'Play from 0:05' }).waitFor()

    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await page.keyboard.press('/')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url(), { timeout: 10_000 }).toContain(`/recordings/${id}?cited=0-2&at=1#s-0`)
    await page.locator('li[aria-current=true]').filter({ hasText: 'The rent for the office' }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('is led to by / from every page, and keeps the place of those who use the keyboard', async () => {
    const { page, complaints, close } = await house.visit()
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('name') ?? document.activeElement?.textContent)
    await page.goto('/library')
    await whenHydrated(page)
    const titles = page.getByRole('searchbox', { name: 'Search by title' })
    await titles.press('/')
    expect(await titles.inputValue()).toBe('/')
    await titles.blur()
    await page.keyboard.press('/')
    await page.waitForURL('**/search')
    await expect.poll(focused, { timeout: 20_000 }).toBe('q')
    await page.keyboard.type('zebra')
    await page.keyboard.press('Enter')
    await page.locator('mark').first().waitFor()
    await expect.poll(focused, { timeout: 20_000 }).toBe('q')
    await page.keyboard.press('ArrowDown')
    expect(await focused()).toBe('Long')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('End')
    await page.keyboard.type(' crossing')
    await page.keyboard.press('Enter')
    await page.waitForURL(/zebra\+crossing/)
    await expect.poll(focused, { timeout: 20_000 }).toBe('q')
    expect(complaints).toEqual([])
    await close()
  })

  it.each([{ name: 'wide' }, { name: 'narrow', viewport: narrow }, { name: 'without scripts', javaScriptEnabled: false }])(
    'leads to a passage far below, and shows all of it: $name', async ({ name: _, ...options }) => {
      const { page, complaints, close } = await house.visit(options)
      await page.goto('/search?q=zebra')
      if (!('javaScriptEnabled' in options)) await whenHydrated(page)
      await page.getByRole('link', { name: 'Long', exact: true }).first().click()
      await page.getByRole('heading', { level: 1, name: 'Long' }).waitFor()
      await expect.poll(() => outOfSight(page), { timeout: 20_000 }).toEqual([0, true])
      const link = page.url()
      await page.goto('about:blank')
      await page.goto(link)
      await expect.poll(() => outOfSight(page), { timeout: 20_000 }).toEqual([0, true])
      expect(complaints).toEqual([])
      await close()
    })

  it('takes the way of searching at once, and fits a narrow screen', async () => {
    const { page, complaints, close } = await house.visit({ viewport: narrow, colorScheme: 'dark' })
    await page.goto('/search?q=moving+to+another+building')
    await whenHydrated(page)
    await page.getByRole('link', { name: 'Meeting', exact: true }).waitFor()
    // The ways of searching stand side by side, each on one line.
    const group = page.getByRole('group', { name: 'How to search' })
    expect(await group.locator('label').evaluateAll((labels) => labels.map((label) => {
      const text = document.createRange()
      text.selectNodeContents(label.lastChild!)
      return text.getClientRects().length
    }))).toEqual([1, 1, 1])
    expect((await group.boundingBox())!.height).toBeLessThan(48)
    await page.getByText('Exact words', { exact: true }).click()
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor()
    expect(page.url()).toContain('mode=exact')
    await page.getByText('Filters', { exact: true }).click()
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await close()
  })

  it('works without scripts', async () => {
    const { page, complaints, close } = await house.visit({ javaScriptEnabled: false })
    await page.goto('/search')
    await page.getByRole('searchbox').fill('office rent')
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    expect(await page.locator('mark').allTextContents()).toEqual(['rent', 'office'])
    const play = page.getByRole('link', { name: 'Play from 0:05' })
    expect(await play.getAttribute('href')).toBe(`/recordings/${id}/audio#t=5`)
    await page.getByText('Exact words', { exact: true }).click()
    await page.getByRole('button', { name: 'Search', exact: true }).click()
    expect(page.url()).toContain('mode=exact')
    await page.getByRole('link', { name: 'Meeting', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Meeting' }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })
})
