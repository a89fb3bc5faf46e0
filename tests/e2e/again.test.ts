import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeLossless } from '#domain/audio/encode-playback.server'
import { addRecording } from '#tests/db/test-accounts'
import { browserPath, expectAccessible, narrow, whenHydrated } from '#tests/support/browser'
import { useBrowserHouse } from '#tests/support/browser-house'
import { bytesSource, tone, wavFile } from '#tests/support/media-fixtures'

const DURATION_MS = 60_000
const segments = [
  { startMs: 0, endMs: 20_000, text: 'Good morning to all.' },
  { startMs: 21_000, endMs: 40_000, text: 'The lease is signed.' },
  { startMs: 41_000, endMs: 59_000, text: 'We close at ten.' },
]
const heard = segments.map((segment, at) => (at === 1 ? { ...segment, text: 'The leash is signed.' } : segment))

describe.skipIf(!browserPath)('transcribing again in a browser', () => {
  const house = useBrowserHouse()
  let id: string
  beforeAll(async () => {
    id = await addRecording(house.web.db, house.ann.userId, { title: 'Spoken', durationMs: DURATION_MS, segments })
    // As a joined live session is stored: two tones, the second from the middle on.
    const { samples } = tone({ hz: 300, ms: DURATION_MS })
    samples.set(tone({ hz: 1500, ms: DURATION_MS / 2 }).samples, samples.length / 2)
    const copy = encodeLossless(bytesSource(wavFile({ samples, rate: 16_000, channels: 1 })))
    await house.web.store.put(`recordings/${house.ann.userId}/${id}/original`, copy.body)
    await house.web.db.execute(sql`
      update recordings set media_type = 'audio/flac', file_name = 'Spoken.flac', sha256 = ${id} where id = ${id}`)
  })

  it('plays the joined audio, and seeks in it to the right place', async () => {
    const { page, complaints, close } = await house.visit()
    await page.goto(`/recordings/${id}`)
    await whenHydrated(page)
    await page.waitForFunction(() => (document.querySelector('audio')?.readyState ?? 0) >= 1)
    const found = await page.evaluate(async () => {
      const audio = document.querySelector('audio')!
      const context = new AudioContext()
      const analyser = new AnalyserNode(context, { fftSize: 2048 })
      context.createMediaElementSource(audio).connect(analyser).connect(context.destination)
      /** The loudest pitch that is heard shortly after a place, in Hz. */
      const pitchAt = async (seconds: number) => {
        audio.currentTime = seconds
        await new Promise((resolve) => audio.addEventListener('seeked', resolve, { once: true }))
        await audio.play()
        const bins = new Float32Array(analyser.frequencyBinCount)
        while (audio.currentTime < seconds + 0.4) await new Promise((resolve) => setTimeout(resolve, 20))
        analyser.getFloatFrequencyData(bins)
        audio.pause()
        return (bins.indexOf(Math.max(...bins)) * context.sampleRate) / analyser.fftSize
      }
      return { duration: audio.duration, late: await pitchAt(31), early: await pitchAt(5), last: await pitchAt(55) }
    })
    expect(found.duration).toBeCloseTo(60, 2)
    expect(Math.abs(found.late - 1500)).toBeLessThan(60)
    expect(Math.abs(found.early - 300)).toBeLessThan(60)
    expect(Math.abs(found.last - 1500)).toBeLessThan(60)
    expect(complaints).toEqual([])
    await close()
  })

  it('shows by itself how far it is, and what would change, and replaces nothing before it is told to', async () => {
    const { page, complaints, close } = await house.visit({ viewport: narrow })
    await page.goto(`/recordings/${id}`)
    await whenHydrated(page)
    await page.getByRole('link', { name: 'Transcribe again' }).click()
    await page.getByRole('heading', { name: 'Transcribe again' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Transcribe again' }).click()
    await page.getByText('Waiting for its turn').waitFor()
    await house.web.db.execute(sql`
      update transcript_drafts set status = 'processing', started_at = now(), progress_ms = 20000
       where recording_id = ${id}`)
    await page.getByText('0:20 of 1:00 transcribed').waitFor()
    await expectAccessible(page)
    await house.web.db.execute(sql`
      update transcript_drafts set status = 'done', used_model_id = 'moonshine-tiny-en', detected_language = 'en',
             segments = ${JSON.stringify(heard)}::jsonb where recording_id = ${id}`)
    await page.getByText('1 passage would change, 2 would stay the same.').waitFor()
    await expectAccessible(page)
    expect(await page.locator('del').allInnerTexts()).toEqual(['lease'])
    expect(await page.locator('ins').allInnerTexts()).toEqual(['leash'])
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(overflow).toBeLessThanOrEqual(0)
    await page.getByRole('button', { name: 'Replace the transcript' }).click()
    await page.getByText('The leash is signed.').waitFor()
    expect(new URL(page.url()).pathname).toBe(`/recordings/${id}`)
    await page.getByText('The transcript is replaced.').waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('does not urge anybody to replace a transcript by the same one', async () => {
    const { page, close } = await house.visit()
    await page.goto(`/recordings/${id}/again`)
    await whenHydrated(page)
    await page.getByRole('button', { name: 'Transcribe again' }).click()
    await page.getByText('Waiting for its turn').waitFor()
    await house.web.db.execute(sql`
      update transcript_drafts set status = 'done', used_model_id = 'moonshine-tiny-en', detected_language = 'en',
             segments = ${JSON.stringify(heard)}::jsonb where recording_id = ${id}`)
    await page.getByText('Nothing: both say the same').waitFor()
    const look = (name: string) =>
      page.getByRole('button', { name }).evaluate((button) => getComputedStyle(button).backgroundColor)
    expect(await look('Replace the transcript')).not.toBe(await look('Keep the transcript as it is'))
    await page.getByRole('button', { name: 'Keep the transcript as it is' }).click()
    await page.waitForURL(`**/recordings/${id}`)
    await close()
  })

  it('shows the audio of a live session as soon as it is joined', async () => {
    const { rows } = await house.web.db.execute<{ key: string }>(
      sql`select object_key as key from recordings where id = ${id}`,
    )
    await house.web.db.execute(sql`update recordings set source = 'realtime', object_key = null where id = ${id}`)
    const { page, close } = await house.visit()
    await page.goto(`/recordings/${id}`)
    await page.getByText('The audio is being prepared.').waitFor()
    expect(await page.locator('audio').count()).toBe(0)
    await house.web.db.execute(sql`update recordings set object_key = ${rows[0]!.key} where id = ${id}`)
    await page.getByText('The audio is being prepared.').waitFor({ state: 'detached' })
    await page.locator('audio').waitFor({ state: 'attached' })
    await close()
  })
})
