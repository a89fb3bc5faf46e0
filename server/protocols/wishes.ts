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
