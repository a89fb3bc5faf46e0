import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { eq } from 'drizzle-orm'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordings } from '#db/schema/recordings'
import { limits } from '#domain/limits/limits'
import { browserPath, expectAccessible, narrow, whenHydrated } from '#tests/support/browser'
import { useBrowserHouse } from '#tests/support/browser-house'
import { collect, sha256 } from '#tests/support/chunks'
import { wavFile } from '#tests/support/media-fixtures'

/** Three parts, the last of them short. */
const SAMPLES = limits.uploadPartBytes + 1000

describe.skipIf(!browserPath)('an upload of several parts in a browser', () => {
  const house = useBrowserHouse()
  let dir: string
  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'steno-resumed-'))
  })
  afterAll(() => rm(dir, { recursive: true, force: true }))

  /** A file on the disk, as people have it: chosen again, it is the same. */
  async function makeFile(name: string, seed: number) {
    const samples = new Float32Array(SAMPLES).map((_, at) => ((at * seed) % 101) / 200)
    const content = wavFile({ samples, rate: 48_000, channels: 1 })
    await writeFile(path.join(dir, name), content)
    return { place: path.join(dir, name), content }
  }
  const choose = (page: Page, place: string) => page.locator('input[type=file]').setInputFiles(place)
  const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })

  /** Numbers of the parts that were let through. A part for which `stop` says so is not. */
  async function watchParts(page: Page, stop: (part: number) => 'cut' | 'hold' | null): Promise<number[]> {
    const passed: number[] = []
    await page.route('**/parts/**', (route) => {
      const part = Number(new URL(route.request().url()).pathname.split('/').at(-1))
      const what = stop(part)
      if (what === 'cut') return route.abort('connectionreset')
      if (what === 'hold') return undefined
      passed.push(part)
      return route.continue()
    })
    return passed
  }
  const rowOf = async (fileName: string) =>
    (await house.web.db.select().from(recordings).where(eq(recordings.fileName, fileName)))[0]
  const arrivedParts = async () => {
    const sizes: number[] = []
    for await (const { bytes } of house.web.store.list('incoming/')) sizes.push(bytes)
    return sizes.length
  }
  async function expectStored(fileName: string, content: Buffer) {
    const { objectKey, status, bytes, sha256: noted } = (await rowOf(fileName))!
    expect([status, bytes, noted]).toEqual(['queued', content.length, sha256(content)])
    expect(sha256(await collect(await house.web.store.read(objectKey!)))).toBe(sha256(content))
  }

  it('goes on where it was when the connection is cut', async () => {
    const { place, content } = await makeFile('cut.wav', 7)
    const { page, close } = await house.visit()
    await page.goto('/upload')
    await whenHydrated(page)
    let isCut = true
    const passed = await watchParts(page, (part) => (isCut && part > 1 ? 'cut' : null))
    await choose(page, place)
    await row(page, 'cut.wav').getByText('The connection broke off.').waitFor()
    isCut = false
    await row(page, 'cut.wav').getByText('In your library').waitFor()
    expect(new Set(passed)).toEqual(new Set([1, 2, 3]))
    // A part that was on its way when another broke off may have to come again; none that had arrived does.
    expect(passed.filter((part) => part > 1)).toHaveLength(2)
    await expectStored('cut.wav', content)
    await close()
  })

  it('goes on when its tab was closed and the same file is chosen again', async () => {
    const { place, content } = await makeFile('closed.wav', 11)
    const { page: first, close } = await house.visit({ viewport: narrow })
    await first.goto('/upload')
    await whenHydrated(first)
    const before = await arrivedParts()
    await watchParts(first, (part) => (part === 3 ? 'hold' : null))
    await choose(first, place)
    await expect.poll(arrivedParts, { timeout: 30_000 }).toBe(before + 2)
    await first.close()

    const page = await first.context().newPage()
    await page.goto('/upload')
    await whenHydrated(page)
    await page.getByRole('heading', { name: 'Unfinished uploads' }).waitFor()
    await row(page, 'closed.wav').getByText('Choose the file again to go on.').waitFor()
    await expectAccessible(page)
    const passed = await watchParts(page, () => null)
    await choose(page, place)
    await row(page, 'closed.wav').getByText('In your library').waitFor()
    expect(passed).toEqual([3])
    expect(await page.getByRole('heading', { name: 'Unfinished uploads' }).count()).toBe(0)
    await expectStored('closed.wav', content)
    await close()
  })

  it('can be discarded, also without scripts', async () => {
    const { place } = await makeFile('unwanted.wav', 13)
    const { page: first, close } = await house.visit()
    await first.goto('/upload')
    await whenHydrated(first)
    await watchParts(first, () => 'hold')
    await choose(first, place)
    await expect.poll(async () => (await rowOf('unwanted.wav'))?.status, { timeout: 30_000 }).toBe('uploading')
    await first.close()
    await close()

    const { page, complaints, close: closeOther } = await house.visit({ javaScriptEnabled: false })
    await page.goto('/upload')
    await page.getByRole('button', { name: 'Discard the upload of unwanted.wav' }).click()
    await page.getByRole('heading', { name: 'Unfinished uploads' }).waitFor({ state: 'detached' })
    expect(await rowOf('unwanted.wav')).toBeUndefined()
    expect(complaints).toEqual([])
    await closeOther()
  })
})
