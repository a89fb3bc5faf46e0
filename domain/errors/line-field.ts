import { z } from 'zod'
import { printable } from './printable'

/** One line of text that a person typed, trimmed and not empty; `what` begins its complaints, such as `The title`. */
export function lineField(what: string, charsMax: number) {
  return z.string(`${what} is missing.`).trim().min(1, `${what} is missing.`)
    .max(charsMax, `${what} may have at most ${charsMax} characters.`)
    .regex(printable, `${what} holds characters that cannot be shown.`)
}
