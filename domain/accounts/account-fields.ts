import { z } from 'zod'
import { lineField } from '../errors/line-field'
import { limits } from '../limits/limits'

const { emailCharsMax, nameCharsMax, passwordCharsMin, passwordCharsMax } = limits

export const locales = ['en', 'vi', 'zh-TW'] as const
export type Locale = (typeof locales)[number]

/** Trimmed and in lower case, as accounts are told apart. */
export const emailField = z.string('The e-mail address is missing.').trim().toLowerCase()
  .max(emailCharsMax, `An e-mail address has at most ${emailCharsMax} characters.`)
  .pipe(z.email('This is not an e-mail address.'))

/** Judged by its length only: rules about kinds of characters make passwords worse. */
export const newPasswordField = z.string('The password is missing.')
  .min(passwordCharsMin, `A password needs at least ${passwordCharsMin} characters.`)
  .max(passwordCharsMax, `A password may have at most ${passwordCharsMax} characters.`)

export const userNameField = lineField('The user name', nameCharsMax)
export const displayNameField = lineField('The name', nameCharsMax)
export const localeField = z.enum(locales, 'This language is not offered.')
