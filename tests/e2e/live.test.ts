import type { Page } from 'playwright-core'
import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { recordings } from '#db/schema/recordings'
import { segments } from '#db/schema/segments'
import {
  browserPath, expectAccessible, makeVisit, narrow, startBrowser, whenHydrated, type Visit,
} from '#tests/support/browser'
import { openLiveBrowserHouse, type LiveBrowserHouse } from '#tests/support/live-browser-house'
import { tone, wavFile } from '#tests/support/media-fixtures'
import { signIn, type SignedIn } from '#tests/support/signed-in'

describe.skipIf(!browserPath)('the live page in a browser', () => {
  let house: LiveBrowserHouse
  let ann: SignedIn
  let accounts = 0
  beforeAll(async () => void (house = await openLiveBrowserHouse()))
  // Sessions that a failed test leaves open are in nobody else's way.
  beforeEach(async () => void (ann = await signIn(house.web, `Ann${++accounts}`)))
  afterAll(() => house.close())
  afterEach(async () => {
    // A test that fails leaves its pages speaking, and all microphones hear the same.
    for (const context of house.speaking.contexts()) await context.close()
    expect(house.web.errors.splice(0)).toEqual([])
    expect(house.live.errors.splice(0)).toEqual([])
  })

  const visit = (options = {}) => ann.visit(house.speaking, options)
  async function startSpeaking({ page }: Visit): Promise<void> {
    await page.goto('/live')
    await whenHydrated(page)
    await page.getByRole('button', { name: 'Start speaking' }).click()
    await page.getByRole('timer').waitFor()
  }
  /** Waits until the words can be read; where they do not come, what is there instead tells why. */
  async function words(page: Page, text: string | RegExp): Promise<void> {
    try {
      await page.getByRole('main').getByText(text).first().waitFor({ timeout: 60_000 })
    } catch (error) {
      throw new Error(`No ${text} in: ${await page.getByRole('main').innerText()}`, { cause: error })
    }
  }
  /** Lets the recording be finished, and answers the recording's id. */
  async function finish(page: Page): Promise<string> {
    await page.getByRole('button', { name: 'Finish' }).first().click()
    // What a busy machine is behind with is recognised first.
    const saved = page.getByText('Saved to the library', { exact: true })
    await saved.waitFor({ timeout: 100_000 })
    // However far the words have gone.
    await expect.poll(() => saved.evaluate((shown) => shown.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0)
    const link = await page.getByRole('link', { name: 'Open the recording' }).getAttribute('href')
    return link!.split('/').at(-1)!
  }
  const storedText = async (id: string) =>
    (await house.web.db.select().from(segments).where(eq(segments.recordingId, id)).orderBy(segments.idx))
      .map(({ text }) => text).join(' ')
  const rowOf = async (id: string) => (await house.web.db.select().from(recordings).where(eq(recordings.id, id)))[0]!

  it('writes what is spoken while it is spoken, and keeps it as a recording', async () => {
    const visited = await visit()
    const { page, complaints, close } = visited
    await page.goto('/live')
    await whenHydrated(page)
    await expectAccessible(page)
    await startSpeaking(visited)
    await words(page, 'Welcome to')
    await words(page, 'Steno listens')
    // What this costs is told beside it while it is spoken.
    await page.getByRole('banner').getByText('1 of 300 min').waitFor()
    const bar = page.getByRole('meter', { name: 'How loud it is' }).locator('div')
    await expect.poll(() => bar.evaluate((shown) => shown.getBoundingClientRect().width), { timeout: 20_000 }).toBeGreaterThan(1)
    await expectAccessible(page)
    const log = page.getByRole('log', { name: 'What was said' })
    expect(await log.textContent()).toContain('Welcome to Steno')
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Text (.txt)' }).click()
    expect((await download).suggestedFilename()).toMatch(/\.txt$/)

    await page.getByRole('button', { name: 'Large captions' }).click()
    await page.getByRole('dialog', { name: 'Large captions' }).getByText('Welcome to Steno').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused').waitFor()
    await page.getByRole('button', { name: 'Go on' }).click()
    const id = await finish(page)
    expect(await storedText(id)).toContain('Welcome to Steno. This is a sample recording')
    expect(await rowOf(id)).toMatchObject({ source: 'realtime', status: 'done', language: 'auto' })
    await page.getByRole('link', { name: 'Open the recording' }).click()
    await page.getByRole('heading', { level: 1, name: /^Live, / }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('leaves nothing of a start that is finished at once, and says so', async () => {
    const { page, complaints, close } = await visit()
    await page.addInitScript(() => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
      navigator.mediaDevices.getUserMedia = async (wish) => {
        const stream = await ask(wish)
        for (const track of stream.getAudioTracks()) track.enabled = false
        return stream
      }
      // As soon as there is something to finish: a busy machine would let seconds go by.
      new MutationObserver((_, observer) => {
        const finish = [...document.querySelectorAll('button')].find(({ textContent }) => textContent === 'Finish')
        if (!finish || !document.querySelector('[role=timer]')) return
        observer.disconnect()
        finish.click()
      }).observe(document, { childList: true, subtree: true })
    })
    await page.goto('/live')
    await whenHydrated(page)
    await page.getByText(/^Live translation needs a language model/).waitFor()
    await page.getByRole('button', { name: 'Start speaking' }).click()
    await page.getByText('Nothing was said, so nothing is kept.').waitFor()
    await page.goto('/library')
    expect(await page.getByRole('link', { name: /^Live, / }).count()).toBe(0)
    expect(complaints).toEqual([])
    await close()
  })

  it('loses no word when the line is cut mid-sentence', async () => {
    const visited = await visit()
    const { page, close } = visited
    await startSpeaking(visited)
    await words(page, 'Welcome')
    house.line.cut()
    await page.getByText('Reconnecting').waitFor()
    await page.getByText(/[3-9] s are kept on this device/).waitFor()
    house.line.mend()
    await words(page, 'anything yourself')
    const id = await finish(page)
    expect(await storedText(id)).toMatch(
      /Welcome to Steno\. This is a sample recording,? so that you can see a transcript before/,
    )
    await close()
  })

  it('finds what a closed tab had not sent, and finishes it', async () => {
    const visited = await visit()
    const { page, close } = visited
    await startSpeaking(visited)
    await words(page, 'Welcome')
    house.line.cut()
    await page.getByText(/[2-9] s are kept on this device/).waitFor()
    const spoken = Number((await page.getByRole('timer').textContent())!.split(':')[1])
    const context = page.context()
    await page.close({ runBeforeUnload: false })
    house.line.mend()
    const again = await context.newPage()
    await again.goto('/live')
    await again.getByRole('heading', { name: 'Unfinished recordings' }).waitFor()
    await again.getByText(/s are not sent yet/).waitFor()
    await expectAccessible(again)
    const id = await finish(again)
    expect((await rowOf(id)).durationMs).toBeGreaterThanOrEqual((spoken - 1) * 1000)
    // How far the speaker got before the tab was closed depends on how busy the machine is.
    expect(await storedText(id)).toMatch(/^Welcome to/i)
    await close()
  })

  it('says what to do where the microphone is refused', async () => {
    const deaf = await startBrowser()
    const { page, complaints, close } = await ann.visit(deaf)
    await page.goto('/live')
    await whenHydrated(page)
    await page.getByRole('button', { name: 'Start speaking' }).click()
    await page.getByRole('alert').getByText(/The microphone is not allowed\.|There is no microphone\./).waitFor()
    await page.getByRole('button', { name: 'Start speaking' }).waitFor()
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await close()
    await deaf.close()
  })

  it('keeps what was said when the microphone goes, and goes on with another', async () => {
    const visited = await visit()
    const { page, close } = visited
    await page.addInitScript(() => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
      navigator.mediaDevices.getUserMedia = async (wish) => {
        const stream = await ask(wish)
        Object.assign(window, { unplug: () => stream.getAudioTracks()[0]!.dispatchEvent(new Event('ended')) })
        return stream
      }
    })
    await startSpeaking(visited)
    await page.getByText('Hearing speech', { exact: true }).waitFor()
    await page.evaluate(() => (window as unknown as { unplug(): void }).unplug())
    await page.getByRole('alert').getByText('The sound has stopped').waitFor()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText(/^(Listening|Hearing speech)$/).waitFor()
    expect((await rowOf(await finish(page))).status).toBe('done')
    await close()
  })

  it('says that browsers give no microphone to pages without https, and still takes a file', async () => {
    const { page, close } = await visit()
    await page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', { value: false }))
    await page.goto('/live')
    await page.getByRole('alert').getByText('Open Steno by its https address.').waitFor()
    await page.getByRole('button', { name: 'Send' }).waitFor()
    await close()
  })

  it('ends where the plan does, keeps what came before, and offers the rest', async () => {
    const visited = await visit()
    const { page, close } = visited
    await startSpeaking(visited)
    await page.getByText('Hearing speech', { exact: true }).waitFor()
    const { rows } = await house.web.db.execute<{ before: string }>(sql`select used_ms as before from user_subscriptions
      where user_id = ${ann.userId}`)
    await house.web.db.execute(sql`update user_subscriptions set used_ms = 300 * 60000 where user_id = ${ann.userId}`)
    await page.getByText('Your plan’s minutes are used up. Everything up to there is saved.').waitFor()
    await page.getByRole('link', { name: 'Open the recording' }).waitFor()
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save as a file' }).click()
    expect((await download).suggestedFilename()).toMatch(/\.wav$/)
    await expectAccessible(page)
    await house.web.db.execute(sql`update user_subscriptions set used_ms = ${rows[0]!.before} where user_id = ${ann.userId}`)
    await close()
  })

  it('shows viewers what is said, without an account, until the link is revoked', async () => {
    const visited = await visit({ viewport: narrow })
    const { page, close } = visited
    await startSpeaking(visited)
    await words(page, 'Welcome')
    await expectAccessible(page)
    await page.locator('summary', { hasText: 'Options' }).click()
    // What was opened is in sight, above the strip that stays at the foot.
    for (const field of [page.getByText(/^Live translation needs a language model/), page.getByLabel('What is heard')]) {
      await expect.poll(() => field.evaluate((shown) => {
        const { left, top, bottom } = shown.getBoundingClientRect()
        return [top + 2, bottom - 2].every((y) => shown.contains(document.elementFromPoint(left + 4, y)))
      }), { timeout: 20_000 }).toBe(true)
    }
    const opened = page.context().waitForEvent('page')
    await page.getByRole('link', { name: 'Share' }).click()
    const share = await opened
    await share.getByRole('button', { name: 'Make a link' }).click()
    const link = await share.getByLabel('Link for viewers').inputValue()
    await share.getByText(/^Live translation needs a language model/).waitFor()
    await expectAccessible(share)
    const { page: viewer, close: closeViewer } = await makeVisit(house.speaking, house.web.url)
    const response = await viewer.goto(new URL(link).pathname)
    expect(response!.headers()).toMatchObject({ 'x-robots-tag': 'noindex, nofollow' })
    expect(response!.headers()['referrer-policy']).toMatch(/no-referrer$/)
    await viewer.getByText('Live', { exact: true }).waitFor()
    await words(viewer, 'Steno listens')
    await viewer.getByText('There are no translations here: no language model is set up.').waitFor()
    await expectAccessible(viewer)

    const plain = await makeVisit(house.speaking, house.web.url, { javaScriptEnabled: false })
    await plain.page.goto(new URL(link).pathname)
    await plain.page.getByText('Welcome to Steno').waitFor()
    await plain.page.locator('noscript p', { hasText: 'This page refreshes itself.' }).waitFor()
    await plain.close()

    await share.getByRole('button', { name: 'Revoke the link' }).click()
    await viewer.getByText('This link does not work any more.').waitFor()
    await finish(page)
    await closeViewer()
    await close()
  })

  it('needs no script to send what the device has recorded, nor to finish an open session', async () => {
    const visited = await visit()
    await startSpeaking(visited)
    // So much has been said that some of it is stored: of nothing, nothing would be left to finish.
    await words(visited.page, 'Steno listens')
    const { page, complaints, close } = await visit({ javaScriptEnabled: false })
    await page.goto('/live')
    await page.getByRole('button', { name: 'Finish' }).click()
    await page.getByText('The live recording is being finished.').waitFor()
    await words(visited.page, /taken this recording over|finished in the meantime|Saved/)
    await visited.close()

    await page.getByLabel('Recording').setInputFiles({
      name: 'memo.wav', mimeType: 'audio/wav', buffer: wavFile(tone({ hz: 300, ms: 700 })),
    })
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('heading', { name: 'What became of your files' }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })
})
