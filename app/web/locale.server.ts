import { preferenceCookie, readCookie } from './cookies.server'
import { once, type RequestContext } from './load-context'
import { defaultLocale, negotiateLocale, parseLocale, type Locale } from './locale'
import { getUser } from './session.server'

/** The language of this request's pages: the user's profile, else the cookie, else the browser's wish, else English. */
export function getLocale(request: Request, context: RequestContext): Promise<Locale> {
  return once(context, 'locale', async () => {
    // A database that is down must still get its error page in the browser's language.
    const user = await getUser({ request, context }).catch(() => null)
    const chosen = user?.locale ?? await readCookie(request, preferenceCookie('locale', context))
    return parseLocale(chosen) ?? negotiateLocale(request.headers.get('Accept-Language')) ?? defaultLocale
  })
}
