import type { Page } from 'playwright-core'
import { expectAccessible, narrow, wide } from './browser'

interface Look {
  viewport: typeof wide
  colorScheme: 'light' | 'dark'
}

/** Each width and each theme once. */
const twoLooks: Look[] = [{ viewport: wide, colorScheme: 'light' }, { viewport: narrow, colorScheme: 'dark' }]

/** Each theme at each width. */
export const everyLook: Look[] = [
  { viewport: wide, colorScheme: 'light' }, { viewport: wide, colorScheme: 'dark' },
  { viewport: narrow, colorScheme: 'light' }, { viewport: narrow, colorScheme: 'dark' },
]

/**
 * Does something in each look without loading the page anew, since loading takes about as long as looking. It begins at
 * the end at which the page is, so that of several pages every other one is loaded narrow and dark.
 */
export async function inEachLook(page: Page, look: () => Promise<void>, looks = twoLooks): Promise<void> {
  const isNarrow = page.viewportSize()?.width === narrow.width
  for (const { viewport, colorScheme } of isNarrow ? [...looks].reverse() : looks) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme })
    await look()
  }
}

/** As `expectAccessible`, in each look. */
export const expectAccessibleInEachLook = (page: Page, looks = twoLooks) =>
  inEachLook(page, () => expectAccessible(page), looks)
