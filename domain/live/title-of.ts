import { toPrintable } from '../errors/printable'
import { limits } from '../limits/limits'

/** A title of any text, such as `start` takes: without what titles may not hold, and as long as they may be. */
export function titleOf(text: string): string {
  return toPrintable(text.trim().slice(0, limits.titleCharsMax)).trim()
}
