import { readFile } from 'node:fs/promises'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, makeVisit, startBrowser, whenHydrated } from '#tests/support/browser'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'
import { longSpeech, shortSpeech, type Speech } from '#tests/worker/audio'
import { startWorkerProcess, type WorkerProcess } from '#tests/worker/worker-process'

/** In words of which the sample has none. */
const otherWords = 'who hears my voice messages'
const question = 'How do I correct a wrong word?'
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

  /** What a recording's page says of a house without a language model. */
  async function expectExtract(page: Page): Promise<void> {
    await expectTranscript(page, { says: 'what was said' })
    await page.getByText('1 step done only in part').click({ timeout: 100_000 })
    await page.getByText('Made without a language model: none is configured.').waitFor()
    const summary = page.getByRole('region', { name: 'Summary' })
    await summary.getByText('In its own words').waitFor()
    await summary.getByText('no language model is set up here').waitFor()
    const said = (await page.locator('li[data-start] p').allTextContents()).join(' ')
    const points = await page.getByRole('region', { name: 'Key points' }).locator('li span[lang]').allTextContents()
    expect(points.length).toBeGreaterThan(0)
    for (const point of points) expect(said).toContain(point)
  }

  /** That it is found by its meaning, since no word of it is asked for. */
  async function expectFound(page: Page): Promise<void> {
    await page.goto(`/search?q=${encodeURIComponent(otherWords)}&mode=exact`)
    await page.getByRole('heading', { name: 'Nothing found' }).waitFor()
    const found = page.getByRole('region', { name: 'Results' }).getByRole('listitem').first()
    // The first question may come before the embedding model is loaded; the page says so, and asking again helps.
    await expect.poll(async () => {
      await page.goto(`/search?q=${encodeURIComponent(otherWords)}`)
      return (await found.count()) > 0 ? found.textContent() : page.locator('main').textContent()
    }, { timeout: 60_000 }).toMatch(/nobody else can listen/i)
    expect(await page.locator('mark').count()).toBe(0)
  }

  /** The answer that stands on the page, and the citation in it that tells. */
  async function expectAnswer(page: Page): Promise<Locator> {
    await page.getByText('No language model is set up here, so answers are passages of what was said.').waitFor()
    await page.getByText('These passages fit the question best:').waitFor()
    const citation = page.getByRole('list', { name: 'What the answer rests on' }).getByRole('listitem').first()
    expect(await citation.textContent()).toMatch(/if a word is wrong,? correct it/i)
    return citation
  }

  const choose = (page: Page, { file }: Speech) => page.locator('input[type=file]').setInputFiles(file)

  async function expectTranscript(page: Page, { says }: Pick<Speech, 'says'>): Promise<void> {
    await page.locator('li[data-start]').first().waitFor({ timeout: 100_000 })
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

  it('without a language model: the sample is summed up, found by its meaning and asked, with scripts and without', async () => {
    const { page, complaints, close } = await makeVisit(browser, web.url)
    await register(page, 'Cleo')
    await page.getByRole('button', { name: 'Try the sample recording' }).click()
    await page.waitForURL('**/recordings/*')
    await expectExtract(page)
    const recording = page.url()
    await expectFound(page)

    await page.goto('/ask')
    await whenHydrated(page)
    await page.getByText('The answer is what was said: the passages that fit best.').waitFor()
    await page.getByLabel('Your question to all recordings').fill(question)
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/ask\/[0-9a-f-]{36}/)
    const conversation = page.url()
    const citation = await expectAnswer(page)
    await citation.getByRole('link', { name: /^Play from/ }).click()
    await citation.getByRole('link', { name: /^Pause/ }).click()
    await citation.getByRole('link', { name: 'Sample recording' }).click()
    const cited = page.locator('li[data-cited]').first()
    const startS = Number(await cited.getAttribute('data-start')) / 1000
    expect(startS).toBeGreaterThan(0)
    await expect.poll(() => page.evaluate(() => document.querySelector('audio')!.currentTime)).toBeCloseTo(startS, 1)
    expect(complaints).toEqual([])

    const storageState = await page.context().storageState()
    const plain = await makeVisit(browser, web.url, { javaScriptEnabled: false, storageState })
    await plain.page.goto(recording)
    await expectExtract(plain.page)
    await expectFound(plain.page)
    await plain.page.goto(conversation)
    const there = await expectAnswer(plain.page)
    expect(await there.getByRole('link', { name: /^Play from/ }).getAttribute('href')).toMatch(/\/audio#t=\d/)
    await there.getByRole('link', { name: 'Sample recording' }).click()
    await plain.page.locator('li[data-cited]').filter({ hasText: /correct it/i }).waitFor()
    expect([plain.complaints, web.errors]).toEqual([[], []])
    await plain.close()
    await close()
  })
})
