import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'
import { expect } from 'vitest'

const places = [
  '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The Chromium of this machine; null where there is none, and then tests that need one are skipped. */
export const browserPath = places.find((place) => existsSync(place)) ?? null
if (!browserPath) console.warn('SKIPPED: tests in a browser, since there is no Chromium (apt-get install chromium).')

/** Starts a headless Chromium that talks to nobody but the pages under test. */
export function startBrowser(args: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath ?? undefined,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', ...args,
    ],
  })
}

export interface Visit {
  page: Page
  /** What went wrong in the page: errors thrown, errors on its console, refusals of its security policy. */
  complaints: string[]
  close(): Promise<void>
}

export const wide = { width: 1280, height: 900 }
export const narrow = { width: 375, height: 812 }

/** A visitor of their own: no cookies, English, wide and light, unless told otherwise. */
export async function makeVisit(
  browser: Browser, baseURL: string, options: BrowserContextOptions = {},
): Promise<Visit> {
  const usual = { locale: 'en-US', viewport: wide, colorScheme: 'light' } as const
  const context = await browser.newContext({ baseURL, ...usual, ...options })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    // A form that is refused answers 4xx, which Chromium reports as if something had failed to load.
    if (message.type() === 'error' && !/the server responded with a status of 4/.test(message.text())) {
      complaints.push(message.text())
    }
  })
  return { page, complaints, close: () => context.close() }
}

/** Resolves when React has taken over; a press before that does what it does without scripts. */
export async function whenHydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => Object.keys(document.body ?? {}).some((key) => key.startsWith('__react')))
}

/**
 * Fails with each violation of WCAG 2.2 A and AA, and with content that is wider than the screen. `within` looks at one
 * part only, such as an open menu, which covers what lies beneath it.
 */
export async function expectAccessible(page: Page, within = 'html'): Promise<void> {
  // Colours on their way to others are neither. Asked by the clock, since a page in which nothing is drawn has no frames to
  // count, and a transition there never says that it has finished.
  const moving = () => page.evaluate(() => document.getAnimations().filter((animation) => animation instanceof CSSTransition).length)
  await expect.poll(moving, { timeout: 10_000 }).toBe(0)
  // In one go, since no page has frames: otherwise each look opens a blank page of its own, to put the frames' answers together.
  const isThere = await page.evaluate(() => 'axe' in window)
  const { violations } = await new AxeBuilder({ page, axeSource: isThere ? ';' : undefined })
    .setLegacyMode()
    .options({ resultTypes: ['violations'], preload: { assets: ['media'] } })
    .include(within)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  const found = violations.map(({ id, help, nodes }) =>
    ({ id, help, at: nodes.map((node) => node.html.slice(0, 200)) }))
  expect({ url: page.url(), found }).toEqual({ url: page.url(), found: [] })
  const overflow = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
  expect({ url: page.url(), overflow }).toEqual({ url: page.url(), overflow: 0 })
}
