/**
 * No control characters or line separators: PostgreSQL refuses some, and the rest break lists, file names and subtitles. Nor what
 * turns the direction of writing for whatever follows, so that no name makes the words after it read otherwise; the marks of
 * direction that scripts need (U+200E, U+200F) are spelling.
 */
const UNPRINTABLE = String.raw`\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069`

export const printable = new RegExp(`^[^${UNPRINTABLE}]*$`, 'u')

/** Half of a surrogate pair is no character either, though no sender of well-formed text has one. */
const unprintables = new RegExp(`[${UNPRINTABLE}\\p{Cs}]`, 'gu')

/** A text with a space in place of each character that `printable` refuses. */
export function toPrintable(text: string): string {
  return text.replace(unprintables, ' ')
}
