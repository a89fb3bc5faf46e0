import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { startBrowser, type Visit } from './browser'
import { signIn, type SignedIn } from './signed-in'
import { startTestWeb, type TestWeb, type TestWebOptions } from './web-server'

export interface BrowserHouse {
  web: TestWeb
  browser: Browser
  ann: SignedIn
  /** A browser of Ann's. */
  visit(options?: BrowserContextOptions): Promise<Visit>
}

/**
 * The pages, a Chromium and Ann's account for the tests of one `describe`. What the server logs as an error fails the
 * test that it belongs to.
 */
export function useBrowserHouse(options: TestWebOptions = {}): BrowserHouse {
  const house = { visit: (options) => house.ann.visit(house.browser, options) } as BrowserHouse
  beforeAll(async () => {
    house.web = await startTestWeb({}, options)
    house.browser = await startBrowser()
    house.ann = await signIn(house.web, 'Ann')
  })
  afterAll(async () => {
    await house.browser.close()
    await house.web.close()
  })
  afterEach(() => expect(house.web.errors.splice(0)).toEqual([]))
  return house
}
