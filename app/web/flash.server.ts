import { redirect } from '@remix-run/node'
import { preferenceCookie, readCookie } from './cookies.server'
import type { FlashKey } from './flash'
import type { RequestContext } from './load-context'

/** Goes to a path and has it show the message `common.flash.<key>` once, with or without JavaScript. */
export async function redirectWithFlash(
  context: RequestContext, path: string, key: FlashKey, headers = new Headers(),
): Promise<Response> {
  headers.append('Set-Cookie', await preferenceCookie('flash', context).serialize(key))
  return redirect(path, { headers })
}

/** The message to show once, and the header that forgets it. */
export async function takeFlash(request: Request, context: RequestContext) {
  const cookie = preferenceCookie('flash', context)
  const key = await readCookie(request, cookie)
  if (typeof key !== 'string') return { flash: null, headers: new Headers() }
  return { flash: key, headers: new Headers({ 'Set-Cookie': await cookie.serialize('', { maxAge: 0 }) }) }
}
