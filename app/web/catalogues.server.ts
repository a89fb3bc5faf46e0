import { createFormatter, createTranslator } from 'use-intl/core'
import en, { type Messages } from '../messages/en'
import vi from '../messages/vi'
import zhTW from '../messages/zh-TW'
import type { Locale } from './locale'

/** Every text of the interface, in each of its languages. A browser loads only its own. */
export const catalogues = { en, vi, 'zh-TW': zhTW }

/** What tells texts, numbers and dates in a language outside of components. */
export function makeTeller(locale: Locale) {
  const messages = catalogues[locale] as Messages
  return {
    t: createTranslator({ locale, messages }),
    errors: createTranslator({ locale, messages, namespace: 'errors' }),
    format: createFormatter({ locale, timeZone: 'UTC' }),
  }
}
