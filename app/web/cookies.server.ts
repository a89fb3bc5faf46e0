import { createCookie, type Cookie } from '@remix-run/node'
import type { RequestContext } from './load-context'

const YEAR_S = 365 * 24 * 3600

/**
 * Holds the session token and nothing else. The `__Host-` prefix makes browsers insist on https, this host and path `/`; over
 * plain http, as on one's own machine, they would refuse such a cookie.
 */
export function sessionCookie({ https, services }: Pick<RequestContext, 'https' | 'services'>): Cookie {
  return createCookie(https ? '__Host-steno' : 'steno', {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: https,
    secrets: services.config.secrets,
    // Using a session prolongs it in the database, which alone says when it is over.
    maxAge: YEAR_S,
  })
}

/** Says which accounts were logged in with this browser; it opens none of them (device.server.ts). */
export function deviceCookie({ https, services }: Pick<RequestContext, 'https' | 'services'>): Cookie {
  return createCookie(https ? '__Host-steno-device' : 'steno-device', {
    path: '/', httpOnly: true, sameSite: 'lax', secure: https, secrets: services.config.secrets, maxAge: YEAR_S,
  })
}

/**
 * What a guest has chosen, or a user on this device: `locale`, `theme`, and `speaks-over` for live translations. Values are checked when
 * they are read.
 */
export function preferenceCookie(name: 'locale' | 'theme' | 'speaks-over' | 'flash', { https }: Pick<RequestContext, 'https'>): Cookie {
  return createCookie(`steno-${name}`, {
    path: '/', httpOnly: true, sameSite: 'lax', secure: https, maxAge: name === 'flash' ? 60 : YEAR_S,
  })
}

/** The cookie's value, or null for none, an unreadable or a forged one. */
export async function readCookie(request: Request, cookie: Cookie): Promise<unknown> {
  try {
    return await cookie.parse(request.headers.get('Cookie'))
  } catch {
    return null
  }
}
