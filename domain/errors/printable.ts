/**
 * No control characters or line separators: PostgreSQL refuses some, and the rest break lists, file names and subtitles. Nor what
 * turns the direction of writing for whatever follows, so that no name makes the words after it read otherwise; the marks of
 * direction that scripts need (U+200E, U+200F) are spelling.
 */
export const printable = /^[^\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u
