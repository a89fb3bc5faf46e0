import { readGuestLocale } from './guest-locale.server'
import { once, type RequestContext } from './load-context'
import { parseLocale, type Locale } from './locale'
import { getUser } from './session.server'

/** The language of this request's pages: the user's profile, else as for a guest. */
export function getLocale(request: Request, context: RequestContext): Promise<Locale> {
  return once(context, 'locale', async () => {
    // A database that is down must still get its error page in the browser's language.
    const user = await getUser({ request, context }).catch(() => null)
    return parseLocale(user?.locale)
      ?? readGuestLocale(request.headers.get('Cookie'), request.headers.get('Accept-Language'))
  })
}
