import path from 'node:path'
import { constants } from 'node:zlib'
import compression from 'compression'
import express, { type RequestHandler } from 'express'
import type { Logger } from 'pino'
import type { AssetShelf } from './asset-shelf'
import { refuse } from './refuse'

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

const hashed = { immutable: true, maxAge: '1y' } as const

/** Serves the built client: hashed files for ever, also those of other versions, the rest for an hour. */
export function serveStatic(clientDir: string, shelf: Pick<AssetShelf, 'find'> | null): RequestHandler[] {
  const assets = path.join(clientDir, 'assets')
  return [
    ...(shelf === null ? [] : [mount('/assets', express.static(assets, hashed)), mount('/assets', serveShelved(shelf))]),
    // A hashed file that is nowhere must not be answered with a page.
    mount('/assets', express.static(assets, { ...hashed, fallthrough: false })),
    express.static(clientDir, { maxAge: '1h', index: false, redirect: false }),
  ]
}

/** What this version does not have, from the shelf. */
function serveShelved(shelf: Pick<AssetShelf, 'find'>): RequestHandler {
  return async (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next()
    const name = request.path.slice(1)
    try {
      const file = await shelf.find(name)
      if (!file) return next()
      response.set('Cache-Control', 'public, max-age=31536000, immutable').type(path.extname(name)).send(file)
    } catch (error) {
      const logger = response.locals.logger as Logger | undefined
      logger?.warn({ err: error }, 'A file of another version could not be read from storage.')
      await refuse(response, 'storage_unavailable', 'The storage cannot be reached right now.')
    }
  }
}

function mount(prefix: string, handler: RequestHandler): RequestHandler {
  return express.Router().use(prefix, handler)
}
