import { limits } from '#domain/limits/limits'
import { catalogue } from '#domain/models/catalogue'

/** The model that a foreign name means: one of Steno's own; any other leaves the choice to Steno. */
export function modelIdOf(name: string | null | undefined): string | null {
  return catalogue.some(({ id }) => id === name) ? name! : null
}

const languageTag = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/

/** BCP 47, or `auto` where nothing is said or many are meant; null for what is no language. */
export function languageOf(name: string | null | undefined): string | null {
  if (!name || name === 'multi' || name === 'auto') return 'auto'
  return languageTag.test(name) ? name : null
}

/** A title of any text, without what titles may not hold. */
export function titleOf(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069]/gu, ' ').trim().slice(0, limits.titleCharsMax)
}
