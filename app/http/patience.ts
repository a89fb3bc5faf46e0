import type { ServerOptions } from 'node:http'
import type { RequestHandler } from 'express'
import { limits } from '#domain/limits/limits'

/** How long the web process waits for those whom it serves; times in milliseconds. */
export interface Patience {
  /** Until the last header of a request has come. */
  headersMs: number
  /** In each such time a body has to bring so many bytes, or its end. */
  bodyWindowMs: number
  bodyWindowBytesMin: number
  /** A connection over which nothing moves in either direction. */
  silenceMs: number
}

export const patienceOfLimits: Patience = {
  headersMs: limits.requestHeadersMsMax,
  bodyWindowMs: limits.requestBodyWindowMs,
  bodyWindowBytesMin: limits.requestBodyWindowBytesMin,
  silenceMs: limits.connectionSilenceMsMax,
}

/** What Node itself watches over. It looks at its connections now and then: nobody waits much longer than they may. */
export function serverOptionsOf({ headersMs }: Patience): ServerOptions {
  return {
    maxHeaderSize: limits.requestHeaderBytesMax,
    headersTimeout: headersMs,
    requestTimeout: limits.requestMsMax,
    connectionsCheckingInterval: Math.ceil(headersMs / 3),
  }
}

/**
 * Cuts the connection of a body of which too little comes, whoever reads it: a byte now and then is progress to every other watch, and
 * would hold a connection for as long as its sender likes. Time in which the sender waits for us does not count.
 */
export function cutTrickles({ bodyWindowMs, bodyWindowBytesMin }: Patience): RequestHandler {
  return (request, _response, next) => {
    const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers
    if (length === '0' && encoding === undefined) return next()
    const { socket } = request
    let seen = socket.bytesRead
    const watch = setInterval(() => {
      const came = socket.bytesRead - seen
      seen = socket.bytesRead
      const waitsForUs = request.readableLength > 0
      if (request.complete) clearInterval(watch)
      else if (came < bodyWindowBytesMin && !waitsForUs) socket.destroy()
    }, bodyWindowMs)
    request.once('close', () => clearInterval(watch))
    next()
  }
}
