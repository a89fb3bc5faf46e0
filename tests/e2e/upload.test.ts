import type { Page } from 'playwright-core'
import { eq, inArray } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { recordings } from '#db/schema/recordings'
import { browserPath, expectAccessible, narrow, whenHydrated } from '#tests/support/browser'
import { useBrowserHouse } from '#tests/support/browser-house'
import { expectAccessibleInEachLook } from '#tests/support/looks'
import { tone, wavFile } from '#tests/support/media-fixtures'

let pitch = 200
/** A file unlike all before it: the same one twice would be noticed. */
const wav = (name: string) =>
  ({ name, mimeType: 'audio/wav', buffer: wavFile(tone({ hz: pitch += 10, ms: 600 })) })

describe.skipIf(!browserPath)('uploads in a browser', () => {
  const house = useBrowserHouse()

  const arrive = async () => {
    const visit = await house.visit()
    await visit.page.goto('/upload')
    await whenHydrated(visit.page)
    return visit
  }
  const choose = (page: Page, files: ReturnType<typeof wav>[]) => page.locator('input[type=file]').setInputFiles(files)
  const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })
  const languages = async (...fileNames: string[]) =>
    (await house.web.db.select({ language: recordings.language }).from(recordings)
      .where(inArray(recordings.fileName, fileNames))).map(({ language }) => language)
  const count = async (fileName: string) =>
    house.web.db.$count(recordings, eq(recordings.fileName, fileName))

  it('need no script', async () => {
    const { page, complaints, close } = await house.visit({ javaScriptEnabled: false })
    await page.goto('/upload')
    const words = { ...wav('x'), name: 'words.txt', buffer: Buffer.from('words') }
    await choose(page, [wav('one.wav'), wav('two.wav'), words])
    await page.getByRole('button', { name: 'Upload' }).click()
    await page.getByRole('heading', { name: 'What became of your files' }).waitFor()
    expect(await row(page, 'words.txt').textContent()).toContain('This is no audio or video that Steno can read.')
    await row(page, 'two.wav').getByRole('link', { name: 'Open' }).click()
    await page.getByRole('heading', { level: 1, name: 'two', exact: true }).waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('send each file by itself, tell of each what became of it, and notice the same one twice', async () => {
    const { page, complaints, close } = await arrive()
    const same = wav('same.wav')
    await choose(page, [same, { ...wav('x'), name: 'letter.doc', buffer: Buffer.from('Dear Sir') }])
    await row(page, 'same.wav').getByText('In your library').waitFor()
    await row(page, 'letter.doc').getByText('This is no audio or video that Steno can read.').waitFor()
    const told = page.getByRole('status').filter({ hasText: '1 file has arrived, 1 was refused.' })
    await told.getByText('letter.doc was refused: This is no audio or video that Steno can read.').waitFor()
    await choose(page, [{ ...same, name: 'again.wav' }])
    expect(await row(page, 'again.wav').getByText('You already have this:').textContent()).toContain('same')
    await expectAccessible(page)
    await row(page, 'same.wav').getByRole('link', { name: 'Open' }).click()
    await page.waitForURL('**/recordings/*')
    expect(complaints).toEqual([])
    await close()
  })

  it('take what was chosen before the scripts had come, in the language chosen with it', async () => {
    const { page, complaints, close } = await house.visit()
    let scriptsMayCome = () => {}
    const held = new Promise<void>((resolve) => { scriptsMayCome = resolve })
    await page.route('**/*.js', (route) => held.then(() => route.continue()))
    await page.goto('/upload', { waitUntil: 'commit' })
    await page.getByLabel('Spoken language').selectOption('en')
    await choose(page, [wav('early.wav'), wav('bird.wav')])
    scriptsMayCome()
    await page.getByText('All files have arrived.').waitFor()
    expect([await row(page, 'early.wav').count(), await row(page, 'bird.wav').count()]).toEqual([1, 1])
    expect(await languages('early.wav', 'bird.wav')).toEqual(['en', 'en'])
    expect(complaints).toEqual([])
    await close()
  })

  it('take what is chosen in a dialog that was opened before the scripts had come', async () => {
    const { page, complaints, close } = await house.visit()
    let scriptsMayCome = () => {}
    const held = new Promise<void>((resolve) => { scriptsMayCome = resolve })
    await page.route('**/*.js', (route) => held.then(() => route.continue()))
    await page.goto('/upload', { waitUntil: 'commit' })
    const opened = page.waitForEvent('filechooser')
    await page.locator('input[type=file]').click()
    const dialog = await opened
    scriptsMayCome()
    await page.getByRole('button', { name: 'Choose files' }).waitFor()
    await dialog.setFiles([wav('late.wav')])
    await row(page, 'late.wav').getByText('In your library').waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('name of two same files sent at once only the earlier, beside the later', async () => {
    const { page, close } = await arrive()
    const one = wav('one-of-two.wav')
    await choose(page, [one, { ...one, name: 'two-of-two.wav' }])
    await page.getByText('All files have arrived.').waitFor()
    expect(await page.getByText('You already have this:').count()).toBe(1)
    await close()
  })

  it('take what is dropped anywhere on the page', async () => {
    const { page, complaints, close } = await arrive()
    const content = wav('x').buffer.toString('base64')
    const data = await page.evaluateHandle((base64) => {
      const transfer = new DataTransfer()
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      transfer.items.add(new File([bytes], 'dropped.wav', { type: 'audio/wav' }))
      return transfer
    }, content)
    await page.dispatchEvent('h1', 'dragover', { dataTransfer: data })
    await page.getByText('Let go to upload').waitFor()
    await page.dispatchEvent('h1', 'drop', { dataTransfer: data })
    await row(page, 'dropped.wav').getByText('In your library').waitFor()
    expect(complaints).toEqual([])
    await close()
  })

  it('come back by themselves after a broken connection and a server that was not well', async () => {
    const { page, close } = await arrive()
    let attempts = 0
    await page.route('**/parts/**', (route) => {
      attempts += 1
      if (attempts === 1) return route.abort('connectionreset')
      return attempts === 2 ? route.fulfill({ status: 503, body: 'busy' }) : route.continue()
    })
    await choose(page, [wav('stubborn.wav')])
    await row(page, 'stubborn.wav').getByText('It goes on where it was in a moment').waitFor()
    await row(page, 'stubborn.wav').getByText('In your library').waitFor()
    expect([attempts, await count('stubborn.wav')]).toEqual([3, 1])
    await close()
  })

  it('end an attempt in which nothing moves, say so, and begin again', async () => {
    const { page, close } = await house.visit()
    await page.clock.install()
    await page.goto('/upload')
    await whenHydrated(page)
    let attempts = 0
    await page.route('**/parts/**', (route) => (++attempts === 1 ? undefined : route.continue()))
    await choose(page, [wav('stalled.wav')])
    await expect.poll(() => attempts).toBe(1)
    // The part has left, and no answer comes.
    await page.clock.fastForward('06:00')
    await row(page, 'stalled.wav').getByText('Nothing moved for too long.').waitFor()
    await page.clock.fastForward('01:00')
    await row(page, 'stalled.wav').getByText('In your library').waitFor()
    expect([attempts, await count('stalled.wav')]).toEqual([2, 1])
    await close()
  })

  it('give up after several attempts, and leave another to the user', async () => {
    const { page, close } = await house.visit()
    await page.clock.install()
    await page.goto('/upload')
    await whenHydrated(page)
    let isDown = true
    await page.route('**/parts/**', (route) => (isDown ? route.abort('connectionreset') : route.continue()))
    await choose(page, [wav('offline.wav')])
    for (let attempt = 2; attempt <= 6; attempt += 1) {
      await row(page, 'offline.wav').getByText(`attempt ${attempt} of 6`).waitFor()
      await page.clock.fastForward('01:00')
    }
    await row(page, 'offline.wav').getByText('It did not get through in 6 attempts.').waitFor()
    await page.getByRole('status').filter({ hasText: '1 could not be sent' }).waitFor()
    isDown = false
    await page.getByRole('button', { name: 'Send offline.wav again' }).click()
    await page.getByText('All files have arrived.').waitFor()
    await close()
  })

  it('do not come back after a refusal', async () => {
    const { page, close } = await arrive()
    let attempts = 0
    await page.route('**/uploads', (route) => {
      attempts += 1
      return route.fulfill({ status: 402, json: { ok: false, error: { code: 'minutes_used_up', params: {} } } })
    })
    await choose(page, [wav('dear.wav')])
    await row(page, 'dear.wav').getByText('do not cover this recording').waitFor()
    // Nothing waits any more, so there is nothing that could begin again.
    expect(await page.getByText('It goes on where').count()).toBe(0)
    expect(attempts).toBe(1)
    await close()
  })

  it('can be cancelled, sent again and taken off the list, by keyboard too', async () => {
    const { page, complaints, close } = await arrive()
    let held = true
    await page.route('**/parts/**', (route) => (held ? undefined : route.continue()))
    await choose(page, [wav('slow.wav')])
    await page.getByRole('button', { name: 'Cancel the upload of slow.wav' }).press('Enter')
    await row(page, 'slow.wav').getByText('Cancelled').waitFor()
    held = false
    await page.getByRole('button', { name: 'Send slow.wav again' }).press('Enter')
    await row(page, 'slow.wav').getByText('In your library').waitFor()
    await page.getByRole('button', { name: 'Take slow.wav off the list' }).press('Enter')
    await row(page, 'slow.wav').waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
    await close()
  })

  it('ask before the page is left', async () => {
    const { page, close } = await arrive()
    await page.route('**/parts/**', () => undefined)
    await choose(page, [wav('leaving.wav')])
    await page.getByRole('button', { name: 'Cancel the upload of leaving.wav' }).waitFor()
    await page.locator('h1').click()
    const asked = page.waitForEvent('dialog')
    const leaving = page.close({ runBeforeUnload: true })
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.accept()
    await leaving
    await close()
  })

  it.each([true, false])('are for everybody; scripts: %s', async (javaScriptEnabled) => {
    const { page, complaints, close } = await house.visit({ viewport: narrow, javaScriptEnabled })
    await page.goto('/upload')
    if (javaScriptEnabled) await whenHydrated(page)
    if (javaScriptEnabled) await expectAccessibleInEachLook(page)
    expect(await page.getByLabel('Spoken language').inputValue()).toBe('auto')
    expect(complaints).toEqual([])
    await close()
  })
})
