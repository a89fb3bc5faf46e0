import path from 'node:path'
import { constants } from 'node:zlib'
import compression from 'compression'
import express, { type RequestHandler } from 'express'

/** Pages fit into a window of 128 KiB. Brotli's own is 4 MiB, and clearing that for each page takes longer than drawing it. */
const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 17 } }

/** Text shrinks; audio is small already, and an event stream would be held back until a buffer is full. */
export const compress: RequestHandler = compression({
  brotli,
  filter: (request, response) => {
    const type = String(response.getHeader('Content-Type') ?? '')
    if (/^(text\/event-stream|audio\/|video\/|image\/(?!svg))/.test(type)) return false
    return compression.filter(request, response)
  },
})

/** Serves the built client: hashed files for ever, the rest for an hour. */
export function serveStatic(clientDir: string): RequestHandler[] {
  return [
    // A hashed file that is not there belongs to another version; it must not be answered with a page.
    mount('/assets', express.static(path.join(clientDir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false })),
    express.static(clientDir, { maxAge: '1h', index: false, redirect: false }),
  ]
}

function mount(prefix: string, handler: RequestHandler): RequestHandler {
  return express.Router().use(prefix, handler)
}
