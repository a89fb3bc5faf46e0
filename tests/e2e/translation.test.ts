import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { shareLiveSession } from '#domain/live/share.server'
import { saveTranslations } from '#domain/translation/translations.server'
import { addRecording } from '#tests/db/test-accounts'
import { translateLoudly } from '#tests/stand-ins/loud-translation'
import { startOpenAiServer, type OpenAiStandIn } from '#tests/stand-ins/openai-server'
import { browserPath, expectAccessible, makeVisit, narrow, whenHydrated } from '#tests/support/browser'
import { openLiveBrowserHouse, type LiveBrowserHouse } from '#tests/support/live-browser-house'
import { signIn, type SignedIn } from '#tests/support/signed-in'

/** Chromium on a server has no voices; what it would say is what matters here. */
function writeDownSpeech(): void {
  const said: string[] = []
  Object.assign(window, { said })
  speechSynthesis.speak = (utterance) => {
    said.push(`${utterance.lang} ${utterance.text}`)
    setTimeout(() => utterance.dispatchEvent(new Event('end')), 10)
  }
}
const whatWasSaid = () => (window as unknown as { said: string[] }).said

describe.skipIf(!browserPath)('translation in a browser', () => {
  let provider: OpenAiStandIn
  let house: LiveBrowserHouse
  let ann: SignedIn
  beforeAll(async () => {
    provider = await startOpenAiServer()
    provider.answerWith(translateLoudly)
    house = await openLiveBrowserHouse({ env: { OPENAI_BASE_URL: provider.url, STENO_LLM_MODEL: 'stand-in' } })
    ann = await signIn(house.web, 'Ann')
  })
  afterAll(async () => {
    await house.close()
    await provider.close()
  })
  afterEach(async () => {
    for (const context of house.speaking.contexts()) await context.close()
    expect(house.web.errors.splice(0)).toEqual([])
    expect(house.live.errors.splice(0)).toEqual([])
  })

  it('shows live speech in another language, spoken in turn, and to viewers in theirs', async () => {
    const { page, complaints, close } = await ann.visit(house.speaking)
    await page.addInitScript(writeDownSpeech)
    await page.goto('/live')
    await whenHydrated(page)
    await page.getByLabel('Translate into').selectOption('vi')
    await page.getByRole('button', { name: 'Start speaking' }).click()
    await page.getByText('Translated into Vietnamese').waitFor()
    await page.getByRole('button', { name: 'Speak translations' }).click()
    await page.getByLabel('Also while I speak').check()
    await page.getByRole('main').locator('[lang=vi]').getByText('WELCOME TO STENO').first().waitFor({ timeout: 60_000 })
    await expectAccessible(page)
    await expect.poll(() => page.evaluate(whatWasSaid), { timeout: 60_000 }).not.toEqual([])
    expect((await page.evaluate(whatWasSaid))[0]).toMatch(/^vi [^a-z]+$/)

    const { rows } = await house.live.db.execute<{ recording_id: string; user_id: string }>(
      'select l.recording_id, r.user_id from live_sessions l join recordings r on r.id = l.recording_id where l.ended_at is null')
    const { recording_id: id, user_id: userId } = rows[0]!
    const { token } = await shareLiveSession(house.live.db, userId, id)
    const { page: viewer, close: leave } = await makeVisit(house.speaking, house.web.url)
    await viewer.addInitScript(writeDownSpeech)
    await viewer.goto(`/watch/${token}`)
    await whenHydrated(viewer)
    await viewer.getByLabel('Read in').selectOption('vi')
    await viewer.locator('[lang=vi]').first().waitFor({ timeout: 60_000 })
    await expectAccessible(viewer)
    // What came before a language was chosen is to be read, and not spoken.
    await viewer.getByRole('button', { name: 'Speak translations' }).click()
    await viewer.getByLabel('Read in').selectOption('')
    await viewer.getByLabel('Read in').selectOption('vi')
    const first = await viewer.locator('[lang=vi]').first().textContent()
    expect(await viewer.evaluate(whatWasSaid)).not.toContain(`vi ${first}`)
    await leave()

    await page.getByText('Options').click()
    await page.getByLabel('Translate into').selectOption('fr')
    await page.getByText('Translated into French').waitFor()
    await page.getByRole('main').locator('[lang=fr]').first().waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Finish' }).first().click()
    await page.getByText('Saved to the library', { exact: true }).waitFor({ timeout: 100_000 })
    await page.getByRole('link', { name: 'Open the recording' }).click()
    await page.getByRole('link', { name: 'Vietnamese' }).click()
    await page.locator('li[data-id] [lang=vi]').first().waitFor()

    // What was chosen about speech is kept on this device.
    await page.goto('/live')
    await whenHydrated(page)
    await page.getByLabel('Translate into').selectOption('vi')
    await page.getByRole('button', { name: 'Start speaking' }).click()
    await page.getByText('Translated into Vietnamese').waitFor()
    expect(await page.getByLabel('Also while I speak').isChecked()).toBe(true)
    expect(complaints).toEqual([])
    await close()
  }, 300_000)

  it('stands beside the transcript, beneath it on a phone', async () => {
    const { rows } = await house.web.db.execute<{ id: string }>('select id from users limit 1')
    const texts = ['Good morning, everybody, and welcome to this meeting.', 'Please sit down.']
    const id = await addRecording(house.web.db, rows[0]!.id, {
      segments: texts.map((text, at) => ({ startMs: at * 3000, endMs: at * 3000 + 2500, text })),
    })
    await saveTranslations(house.web.db, id, 'vi', [
      { idx: 0, source: texts[0]!, text: 'Chào buổi sáng mọi người, chào mừng đến với cuộc họp này.' },
      { idx: 1, source: 'Sit.', text: 'Xin mời ngồi.' },
    ])
    for (const isNarrow of [false, true]) {
      const { page, complaints, close } = await ann.visit(house.speaking, isNarrow ? { viewport: narrow } : {})
      await page.goto(`/recordings/${id}?in=vi`)
      await whenHydrated(page)
      const passage = page.locator('li[data-id] p')
      const said = (await passage.nth(0).boundingBox())!
      const translated = (await passage.nth(1).boundingBox())!
      if (isNarrow) expect(translated.y).toBeGreaterThanOrEqual(said.y + said.height)
      else expect(translated.x).toBeGreaterThanOrEqual(said.x + said.width)
      const time = (await page.locator('li[data-id] a[data-time]').first().boundingBox())!
      expect(time.x).toBeLessThanOrEqual(said.x)
      await page.getByText('changed since', { exact: true }).waitFor()
      await expectAccessible(page)
      expect(complaints).toEqual([])
      await close()
    }
  })
})
