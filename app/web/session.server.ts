import { redirect } from '@remix-run/node'
import { createSession, deleteSession, getSessionUser } from '#domain/accounts/sessions.server'
import type { SessionUser } from '#domain/accounts/session-user'
import { AppError } from '#domain/errors/app-error'
import { readCookie, sessionCookie } from './cookies.server'
import { rememberDevice } from './device.server'
import { once, type RequestContext } from './load-context'
import { paths } from './paths'

interface RequestArgs {
  request: Request
  context: RequestContext
}

/** The session's token as the cookie holds it, not yet known to be good. */
export async function getToken({ request, context }: RequestArgs): Promise<string | null> {
  const token = await readCookie(request, sessionCookie(context))
  return typeof token === 'string' && token !== '' ? token : null
}

/** Who is logged in, or null; asked of the database once per request. */
export function getUser(args: RequestArgs): Promise<SessionUser | null> {
  return once(args.context, 'user', async () => {
    const token = await getToken(args)
    return token ? getSessionUser(args.context.services.db, token) : null
  })
}

/** Who is logged in; guests are sent to log in and come back to the page they asked for. */
export async function requireUser(args: RequestArgs): Promise<SessionUser> {
  const user = await getUser(args)
  if (user) return user
  const { pathname, search } = new URL(args.request.url)
  const wanted = args.request.method === 'GET' ? pathname.replace(/\.data$/, '') + search : undefined
  throw redirect(paths.login({ redirectTo: wanted }))
}

/** An administrator. To everybody else, logged in or not, such a page is one that is not there. */
export async function requireAdmin(args: RequestArgs): Promise<SessionUser> {
  const user = await getUser(args)
  if (user?.role !== 'admin') throw new AppError('not_found', 'There is nothing here.')
  return user
}

/** Begins a session; the headers carry its cookie, and the one by which the account will know this browser. */
export async function beginSession({ request, context }: RequestArgs, userId: string): Promise<Headers> {
  const { token } = await createSession(context.services.db, {
    userId, userAgent: request.headers.get('User-Agent'),
  })
  const headers = new Headers({ 'Set-Cookie': await sessionCookie(context).serialize(token) })
  headers.append('Set-Cookie', await rememberDevice(request, context, userId))
  return headers
}

/** Ends the session, in the database too; the headers clear its cookie. */
export async function endSession(args: RequestArgs): Promise<Headers> {
  const token = await getToken(args)
  if (token) await deleteSession(args.context.services.db, token)
  return new Headers({ 'Set-Cookie': await sessionCookie(args.context).serialize('', { maxAge: 0 }) })
}
