import { preferenceCookie } from './cookies.server'
import { defaultLocale, negotiateLocale, parseLocale, type Locale } from './locale'

/** The language of whoever is not known by name: the one chosen on this device, else the browser's wish, else English. */
export async function readGuestLocale(cookies: string | null, acceptLanguage: string | null): Promise<Locale> {
  // The cookie's name, and that is all that reading takes, is the same on https and http.
  const chosen: unknown = await preferenceCookie('locale', { https: false }).parse(cookies).catch(() => null)
  return parseLocale(chosen) ?? negotiateLocale(acceptLanguage) ?? defaultLocale
}
