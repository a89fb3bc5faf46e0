import { UsageError } from '../usage-error'

const LOCAL = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** The origin that somebody means; `https` where they do not say, but for this very machine. Throws UsageError. */
export function parseServerUrl(text: string): string {
  const given = text.trim().replace(/\/+$/, '')
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `${LOCAL.test(given) ? 'http' : 'https'}://${given}`
  const url = URL.canParse(full) ? new URL(full) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search || url.hash || url.username) {
    throw new UsageError(`${text || 'An empty address'} is no address of a Steno server, such as https://steno.example.`)
  }
  return url.origin
}

/** Whether what is sent there can be read on its way. */
export function isReadableOnTheWay(origin: string): boolean {
  const { protocol, host } = new URL(origin)
  return protocol === 'http:' && !LOCAL.test(host)
}
