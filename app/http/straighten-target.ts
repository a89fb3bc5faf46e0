import type { RequestHandler } from 'express'
import { refuse } from './refuse'

/**
 * Makes of every target and host a path and an origin that the rest can read. An address may stand there as a whole (RFC 9112, 3.2.2),
 * and counts as its path; its host is not looked at, nor is one that a client claims was asked for. What makes no address is refused here,
 * where it is the sender's fault.
 */
export const straightenTarget: RequestHandler = (request, response, next) => {
  const path = pathOf(request.url)
  if (path === null || !isHost(request.get('Host')) || hostsOf(request.rawHeaders) > 1) {
    return void refuse(response, 'bad_request', 'This address cannot be read.')
  }
  request.url = path
  request.originalUrl = path
  const forwarded = request.get('X-Forwarded-Host')
  // Remix reads the port of it, whoever has sent it.
  if (forwarded !== undefined && !isHost(forwarded)) delete request.headers['x-forwarded-host']
  next()
}

/** The path with its query; null where there is none. */
function pathOf(target: string): string | null {
  if (target.startsWith('/')) return target
  const whole = /^https?:\/\/[^/?#]+(?<path>\/.*)?$/i.exec(target)
  return whole && (whole.groups?.path ?? '/')
}

/** Node keeps the first of several, and others may have read the last: RFC 9112, 3.2, has them refused. */
function hostsOf(rawHeaders: readonly string[]): number {
  return rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host').length
}

/** As `example.org`, `[::1]` or either with a port. HTTP/1.0 may leave it out. */
function isHost(host: string | undefined): boolean {
  if (host === undefined || host === '') return true
  return /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i.test(host) && URL.canParse(`http://${host}/`)
}
