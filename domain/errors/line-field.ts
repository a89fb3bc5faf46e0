import { z } from 'zod'

/** No control characters or line separators: PostgreSQL refuses some, and the rest break lists, file names and subtitles. */
export const printable = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u

/** One line of text that a person typed, trimmed and not empty; `what` begins its complaints, such as `The title`. */
export function lineField(what: string, charsMax: number) {
  return z.string(`${what} is missing.`).trim().min(1, `${what} is missing.`)
    .max(charsMax, `${what} may have at most ${charsMax} characters.`)
    .regex(printable, `${what} holds characters that cannot be shown.`)
}
