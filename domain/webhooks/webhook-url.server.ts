import { isIP } from 'node:net'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { isPublicAddress } from './public-address.server'

/**
 * The address of a webhook as it is kept. Throws AppError `bad_request` with `params.field` for whatever is none, or may not be
 * called: with `allowsPrivate`, any http or https address may.
 */
export function parseWebhookUrl(text: string, allowsPrivate: boolean): string {
  const trimmed = text.trim()
  const url = trimmed.length <= limits.webhookUrlCharsMax && URL.canParse(trimmed) ? new URL(trimmed) : null
  const protocols = allowsPrivate ? ['https:', 'http:'] : ['https:']
  if (!url || !protocols.includes(url.protocol) || url.username || url.password || url.hash) throw refused()
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!allowsPrivate && (isIP(host) ? !isPublicAddress(host) : !host.includes('.'))) throw refused()
  return url.href
}

const refused = () =>
  new AppError('bad_request', 'The address of a webhook begins with https:// and leads to the open internet.', {
    params: { field: 'url' },
  })
