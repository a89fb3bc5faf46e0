import { lookup } from 'node:dns'
import http from 'node:http'
import https from 'node:https'
import { isIP } from 'node:net'
import { AppError, isAppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { isPublicAddress } from '../webhooks/public-address.server'
import { lookUpPublic, PostError } from '../webhooks/post-safely.server'
import { parseFileName } from './upload-fields'

export interface FetchFileOptions {
  /** As a user gave it. */
  url: string
  /** Whether addresses of this machine and its network may be asked. */
  allowsPrivate: boolean
  signal: AbortSignal
  /** For tests. */
  resolve?: typeof lookup
}

export interface FetchedFile {
  /** The last part of its address. */
  fileName: string
  /** Its content as it arrives; fails with `remote_file_failed`, or the signal's reason. */
  bytes: AsyncIterable<Uint8Array>
}

/**
 * Fetches a file from an address that a user named. Each name on the way, also that of a redirect, is resolved once, every
 * address that it has must be public, and the connection goes to what was judged. Nothing is sent along. Throws AppError
 * `bad_request` for what is no address, `remote_file_failed` for what cannot be had, or the signal's reason.
 */
export async function fetchFile({ url, allowsPrivate, signal, resolve = lookup }: FetchFileOptions): Promise<FetchedFile> {
  let next = parseRemoteUrl(url)
  const stop = AbortSignal.any([signal, AbortSignal.timeout(limits.remoteFileMsMax)])
  for (let hops = 0; hops <= limits.remoteFileRedirectsMax; hops++) {
    const response = await ask(next, { allowsPrivate, signal: stop, resolve }).catch((error: unknown) => {
      signal.throwIfAborted()
      throw failed(error)
    })
    const { statusCode: status = 0, headers: { location } } = response
    if (status >= 200 && status < 300) {
      const name = decodeName(next.pathname)
      return { fileName: parseFileName(name), bytes: bytesOf(response, signal) }
    }
    response.destroy()
    if (status < 300 || status >= 400 || !location) throw failed(null, `its server answered with status ${status}`)
    if (!URL.canParse(location, next)) throw failed(null, 'its server leads to no address')
    next = parseRemoteUrl(new URL(location, next).href)
  }
  throw failed(null, `it leads through more than ${limits.remoteFileRedirectsMax} others`)
}

/** Throws AppError `bad_request`. */
function parseRemoteUrl(text: string): URL {
  const url = text.length <= limits.remoteUrlCharsMax && URL.canParse(text) ? new URL(text) : null
  if (url && ['http:', 'https:'].includes(url.protocol) && !url.username && !url.password) return url
  const message = 'The address of a file begins with https:// or http://, and holds no name and password.'
  throw new AppError('bad_request', message, { params: { field: 'url' } })
}

function ask(
  url: URL, { allowsPrivate, signal, resolve: resolveName }: Required<Omit<FetchFileOptions, 'url'>>,
): Promise<http.IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  // Of an address in place of a name nobody is asked.
  if (isIP(host) && !allowsPrivate && !isPublicAddress(host)) return Promise.reject(new PostError('address_refused'))
  return new Promise((resolve, reject) => {
    const { get } = url.protocol === 'https:' ? https : http
    const request = get(url, {
      headers: { Accept: 'audio/*, video/*, */*;q=0.5', 'User-Agent': 'Steno/1' },
      lookup: lookUpPublic(allowsPrivate, resolveName),
      // A connection that was judged for one address is not used for another.
      agent: false,
      signal,
    })
    const timer = setTimeout(() => request.destroy(new PostError('too_slow')), limits.remoteFileStartMsMax)
    request.on('error', reject)
    request.on('response', resolve)
    request.on('close', () => clearTimeout(timer))
    request.on('response', () => clearTimeout(timer))
  })
}

async function* bytesOf(response: http.IncomingMessage, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* response
  } catch (error) {
    signal.throwIfAborted()
    throw failed(error)
  }
}

function decodeName(pathname: string): string {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return pathname
  }
}

/** Says no more of an address than that it may not be asked: what is inside of a network is nobody's business. */
function failed(cause: unknown, why = 'its server cannot be reached'): AppError {
  if (isAppError(cause)) return cause
  const isRefused = cause instanceof PostError && cause.trouble === 'address_refused'
  const reason = isRefused ? 'it does not lead to the open internet' : why
  return new AppError('remote_file_failed', `The file could not be fetched from its address: ${reason}.`, { cause })
}
