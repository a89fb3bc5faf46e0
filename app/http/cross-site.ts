import type { IncomingHttpHeaders } from 'node:http'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request that may change something was sent by a page of another site. Browsers say so in Sec-Fetch-Site; older
 * ones at least name the Origin. A request with neither comes from no browser page and carries no cookie that
 * somebody else could ride on.
 *
 * @param ownOrigins origins such as `https://steno.example`
 */
export function isCrossSite(method: string, headers: IncomingHttpHeaders, ownOrigins: string[]): boolean {
  if (safeMethods.has(method)) return false
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const origin = headers.origin
  return origin !== undefined && !ownOrigins.includes(origin)
}
