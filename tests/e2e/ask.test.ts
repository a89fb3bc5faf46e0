import { sql } from 'drizzle-orm'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseConfig } from '#domain/config/config.server'
import { makeServices } from '#domain/services/make-services.server'
import { saveSummary } from '#domain/summaries/summaries.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { addRecording } from '#tests/db/test-accounts'
import { type OpenAiStandIn, startOpenAiServer } from '#tests/stand-ins/openai-server'
import { browserPath, expectAccessible, narrow, whenHydrated } from '#tests/support/browser'
import { useBrowserHouse } from '#tests/support/browser-house'
import { tone, wavFile } from '#tests/support/media-fixtures'

const texts = ['Good morning to all.', 'The budget for marketing is twenty thousand dollars.', 'Ana will send the report.', 'We close at ten.']
const segments = texts.map((text, index) => ({ startMs: index * 5000, endMs: index * 5000 + 4000, text }))
/** Numbers follow the order in which search found the passages, so the stand-in looks up the line that it means to cite. */
const cite = (prompt: string, words: string) => /\[(\d+)\]/.exec(prompt.split('\n').find((line) => line.includes(words)) ?? '')?.[1]

describe.skipIf(!browserPath)('asking, in a browser', () => {
  let server: OpenAiStandIn
  const env: Record<string, string> = {}
  beforeAll(async () => {
    server = await startOpenAiServer()
    Object.assign(env, { OPENAI_BASE_URL: server.url, STENO_LLM_MODEL: 'stand-in' })
  })
  afterAll(() => server.close())
  const house = useBrowserHouse({ env })
  let id: string

  beforeAll(async () => {
    const { db, dataDir, store } = house.web
    id = await addRecording(db, house.ann.userId, { title: 'Weekly', durationMs: 20_000, segments })
    await db.execute(sql`update recordings set media_type = 'audio/wav' where id = ${id}`)
    const sound = wavFile(tone({ hz: 300, ms: 20_000, rate: 8000 }))
    await store.put(`recordings/${house.ann.userId}/${id}/original`, (async function* () { yield sound })())
    const worker = await makeServices({
      config: parseConfig({ STENO_DATA_DIR: dataDir }), db, metrics: makeMetrics('worker', { defaults: false }),
      logger: pino({ level: 'silent' }),
    })
    await worker.search.index({ recordingId: id, userId: house.ann.userId, commit: (write) => db.transaction(write) })
    await worker.close()
    await saveSummary(db, id, {
      short: 'The budget, the report and the hours.', actionItems: [{ text: 'Ana will send the report.', startMs: 10_000, endMs: 14_000 }],
      keyPoints: [{ text: 'The budget for marketing is twenty thousand dollars.', startMs: 5000, endMs: 9000 }],
      chapters: [{ title: 'Greetings', startMs: 0 }, { title: 'Budget', startMs: 5000 }, { title: 'Report', startMs: 10_000 }],
    }, { transcriptVersion: 1, lastSegmentId: 0, method: 'llm', model: 'stand-in', language: 'en' })
    server.answerWith((messages) => {
      const prompt = messages[1]!.content
      return `Marketing has twenty thousand dollars. [${cite(prompt, 'budget')}]\nAna sends the report. [${cite(prompt, 'Ana')}]`
    })
  })

  it('streams an answer whose citations play, and keeps the conversation', async () => {
    const { page, complaints, close } = await house.visit({ viewport: narrow })
    await page.goto('/ask')
    await whenHydrated(page)
    await expectAccessible(page)
    server.setPace(20)
    const box = page.getByLabel('Your question to all recordings')
    await box.fill('How much does marketing have?')
    await box.press('Enter')
    await page.getByText('Marketing has twenty thousand dollars.').waitFor()
    await page.waitForURL(/\/ask\/[0-9a-f-]{36}/)
    await page.getByRole('link', { name: 'Source 1' }).click()
    await page.getByRole('link', { name: /^Stop|^Pause/ }).waitFor()
    await expectAccessible(page)
    await page.getByLabel('Ask on').fill('And the report?')
    await page.getByRole('button', { name: 'Ask' }).click()
    await expect.poll(() => page.locator('article').count(), { timeout: 20_000 }).toBe(2)
    await expect.poll(() => page.getByText('Ana sends the report.').count(), { timeout: 20_000 }).toBe(2)
    const stored = async () => (await house.web.db.execute(sql`select 1 from turn_citations`)).rowCount
    await expect.poll(stored, { timeout: 20_000 }).toBe(4)
    // What a deleted recording took along leaves no gap in the numbers.
    await house.web.db.execute(sql`delete from turn_citations where number = 1`)
    await page.reload()
    expect(await page.getByRole('link', { name: /^Source/ }).evaluateAll((marks) => marks.map((mark) => mark.textContent)))
      .toEqual(['1', '1'])
    await page.getByText('Ana will send the report.').first().waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('asks a recording on its own page, and marks and plays what is cited there', async () => {
    const { page, complaints, close } = await house.visit({ colorScheme: 'dark' })
    await page.goto(`/recordings/${id}`)
    await whenHydrated(page)
    await page.getByLabel('Ask this recording').last().fill('How much does marketing have?')
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await page.getByRole('link', { name: 'Source 1' }).click()
    await page.locator('li[data-cited]').filter({ hasText: 'The budget for marketing' }).waitFor()
    await expect.poll(() => page.evaluate(() => document.querySelector('audio')!.currentTime)).toBeGreaterThanOrEqual(5)
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Budget', { exact: true }).last().waitFor()
    await expectAccessible(page)
    expect(complaints).toEqual([])
    await close()
  })

  it('works without scripts', async () => {
    const { page, close } = await house.visit({ javaScriptEnabled: false, viewport: narrow })
    await page.goto('/ask')
    await page.getByLabel('Your question to all recordings').fill('How much does marketing have?')
    await page.getByRole('button', { name: 'Ask', exact: true }).click()
    await page.getByText('Marketing has twenty thousand dollars.').waitFor()
    await page.getByRole('link', { name: 'Weekly' }).first().click()
    await page.locator('li[data-cited]').filter({ hasText: 'The budget for marketing' }).waitFor()
    await page.getByText('Written by a language model').waitFor()
    await close()
  })
})
