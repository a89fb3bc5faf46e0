import { lookup, type LookupAddress } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { limits } from '../limits/limits'
import { isPublicAddress } from './public-address.server'

/** Why nothing was answered. */
export type PostTrouble = 'address_refused' | 'name_unknown' | 'too_slow' | 'unreachable'

export class PostError extends Error {
  override readonly name = 'PostError'
  readonly trouble: PostTrouble

  constructor(trouble: PostTrouble, cause?: unknown) {
    super(`Nothing was answered: ${trouble}.`, { cause })
    this.trouble = trouble
  }
}

export interface PostOptions {
  url: string
  headers: Record<string, string>
  body: string
  /** Whether addresses of this machine and its network may be called. */
  allowsPrivate: boolean
  /** For the whole exchange. Default `limits.webhookMsMax`. */
  timeoutMs?: number
  signal?: AbortSignal
  /** For tests. */
  resolve?: typeof lookup
}

/**
 * Posts to an address that a user named, and answers the HTTP status. The name is resolved once, every address that it has must be
 * public, and the connection goes to what was judged, so that no second answer of the name's server counts. Redirects are not
 * followed, and of the answer no more than a little is read. Throws PostError, or the reason of `signal`.
 */
export async function postSafely(options: PostOptions): Promise<{ status: number }> {
  const { headers, body, allowsPrivate, signal, timeoutMs = limits.webhookMsMax } = options
  const url = new URL(options.url)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // Of an address in place of a name nobody is asked.
  if (isIP(host) && !allowsPrivate && !isPublicAddress(host)) throw new PostError('address_refused')
  const timeout = AbortSignal.timeout(timeoutMs)
  const both = signal ? AbortSignal.any([timeout, signal]) : timeout
  try {
    return await new Promise((resolve, reject) => {
      const { request: send } = url.protocol === 'https:' ? https : http
      const request = send(url, {
        method: 'POST',
        headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
        lookup: lookUpPublic(allowsPrivate, options.resolve ?? lookup),
        // A connection that was judged for one address is not used for another.
        agent: false,
        signal: both,
      })
      request.on('error', reject)
      request.on('response', (response) => {
        let read = 0
        response.on('data', (part: Buffer) => {
          read += part.length
          if (read > limits.webhookAnswerBytesMax) response.destroy()
        })
        response.on('error', reject)
        response.on('close', () => resolve({ status: response.statusCode ?? 0 }))
      })
      request.end(body)
    })
  } catch (error) {
    signal?.throwIfAborted()
    throw error instanceof PostError ? error : new PostError(timeout.aborted ? 'too_slow' : troubleOf(error), error)
  }
}

/** A lookup for one connection: all of a name's addresses, none of which may be private. */
export function lookUpPublic(allowsPrivate: boolean, resolve: typeof lookup): LookupFunction {
  return (hostname, { family, all }, done) => {
    resolve(hostname, { all: true }, (error, found: LookupAddress[] = []) => {
      const refused = error ?? (!allowsPrivate && found.some(({ address }) => !isPublicAddress(address))
        ? new PostError('address_refused') : null)
      const fitting = found.filter((entry) => !family || family === 0 || `${family}`.endsWith(`${entry.family}`))
      if (refused) done(refused, [])
      else if (!fitting[0]) done(new PostError('name_unknown'), [])
      else if (all) done(null, fitting)
      else done(null, fitting[0].address, fitting[0].family)
    })
  }
}

function troubleOf(error: unknown): PostTrouble {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  return ['ENOTFOUND', 'EAI_AGAIN', 'ENODATA'].includes(code) ? 'name_unknown' : 'unreachable'
}
