import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, makeVisit, startBrowser, whenHydrated } from '#tests/support/browser'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'
import { longSpeech, shortSpeech, type Speech } from '#tests/worker/audio'
import { startWorkerProcess, type WorkerProcess } from '#tests/worker/worker-process'

const corrected = 'These are words that nobody has said.'

/** The house as people meet it: the pages, a worker process of its own, real speech and a real browser. */
describe.skipIf(!browserPath)('from a recording to its corrected transcript', () => {
  let web: TestWeb
  let worker: WorkerProcess
  let browser: Browser
  beforeAll(async () => {
    web = await startTestWeb()
    worker = await startWorkerProcess(web.databaseUrl, web.dataDir, {})
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await worker.stop()
    await web.close()
  })

  async function register(page: Page, name: string): Promise<void> {
    await page.goto('/register')
    await page.getByLabel('Your name').fill(name)
    await page.getByLabel('Email address').fill(`${name.toLowerCase()}@example.org`)
    await page.getByLabel('Password').fill('correct horse battery')
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.waitForURL('**/library')
  }

  const choose = (page: Page, { file }: Speech) => page.locator('input[type=file]').setInputFiles(file)

  async function expectTranscript(page: Page, { says }: Speech): Promise<void> {
    await page.locator('li[data-start]').first().waitFor()
    const words = (await page.locator('li[data-start] p').allTextContents()).join(' ').toLowerCase()
    expect(words).toContain(says)
  }

  async function correctFirst(page: Page): Promise<void> {
    await page.locator('a[data-edit]').first().press('Enter')
    await page.getByRole('textbox', { name: 'Text of the passage' }).fill(corrected)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('listitem').filter({ hasText: corrected }).getByText('Corrected').waitFor()
  }

  async function download(page: Page, link: string): Promise<string> {
    await page.locator('summary', { hasText: 'Download' }).click()
    const coming = page.waitForEvent('download')
    await page.getByRole('link', { name: link, exact: true }).click()
    const text = await readFile(await (await coming).path(), 'utf8')
    // Without scripts the menu stays open.
    const menu = page.locator('details[open] > summary', { hasText: 'Download' })
    if (await menu.isVisible()) await menu.click()
    return text
  }

  async function expectDownloads(page: Page): Promise<void> {
    expect((await download(page, 'Text (.txt)')).replace(/^\uFEFF/, '').startsWith(corrected)).toBe(true)
    expect(await download(page, 'Subtitles (.srt)')).toMatch(/^\uFEFF?1\r?\n00:00:\d\d,\d{3} --> /)
    expect(await download(page, 'Subtitles (.vtt)')).toMatch(/^WEBVTT\b[\s\S]*\n(00:)?00:\d\d\.\d{3} --> /)
    const { segments } = JSON.parse(await download(page, 'Data (.json)'))
    expect(segments[0]).toMatchObject({ text: corrected, startMs: expect.any(Number), endMs: expect.any(Number) })
  }

  it('with scripts: dropped in, watched, played, corrected and taken along', async () => {
    const { page, complaints, close } = await makeVisit(browser, web.url)
    await register(page, 'Ann')
    await page.goto('/upload')
    await whenHydrated(page)
    await choose(page, longSpeech)
    await page.getByRole('link', { name: 'Open', exact: true }).click()
    await page.waitForURL('**/recordings/*')
    await page.getByText(/^\d:\d\d of \d:\d\d transcribed$/).waitFor()
    await expectTranscript(page, longSpeech)

    const third = page.locator('li[data-start]').nth(2)
    const startS = Number(await third.getAttribute('data-start')) / 1000
    await third.click()
    const nowS = () => page.evaluate(() => document.querySelector('audio')!.currentTime)
    await expect.poll(nowS).toBeGreaterThanOrEqual(startS)
    await page.getByRole('button', { name: 'Pause' }).click()
    await correctFirst(page)
    await expectDownloads(page)
    expect([complaints, web.errors]).toEqual([[], []])
    await close()
  })

  it('without scripts: sent, waited for, listened to, corrected and taken along', async () => {
    const { page, complaints, close } = await makeVisit(browser, web.url, { javaScriptEnabled: false })
    await register(page, 'Bob')
    await page.goto('/upload')
    await choose(page, shortSpeech)
    await page.getByRole('button', { name: 'Upload' }).click()
    await page.getByRole('link', { name: 'Open', exact: true }).click()
    await page.waitForURL('**/recordings/*')
    // The page looks again by itself until it is there.
    await expectTranscript(page, shortSpeech)
    await correctFirst(page)
    await expectDownloads(page)
    const heard = await page.locator('a[data-time]').last().getAttribute('href')
    expect(heard).toMatch(/\/audio#t=\d/)
    const sound = await page.request.get(heard!, { headers: { Range: 'bytes=0-99' } })
    expect([sound.status(), sound.headers()['content-type'], (await sound.body()).length])
      .toEqual([206, expect.stringMatching(/^audio\//), 100])
    expect([complaints, web.errors]).toEqual([[], []])
    await close()
  })
})
