import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { createRequestHandler } from '@remix-run/express'
import type { ServerBuild } from '@remix-run/node'
import type { Request, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import type { ViteDevServer } from 'vite'
import type { RequestContext } from '../web/load-context'
import type { Services } from '../web/services'
import remixOptions from '../../remix.config.js'

/** What `npm run build` makes of the routes: `client/` for browsers, `server/` for this process. */
export const builtPages = (root: string) => path.join(root, remixOptions.buildDirectory)

/** Loads the built routes. */
export async function loadBuild(root: string): Promise<ServerBuild> {
  return await import(pathToFileURL(path.join(builtPages(root), 'server/index.js')).href) as ServerBuild
}

/** The routes from source, loaded anew when they change. */
export function sourceBuild(vite: ViteDevServer): () => Promise<ServerBuild> {
  return () => vite.ssrLoadModule('virtual:remix/server-build') as Promise<ServerBuild>
}

/** Answers with the pages, and hands each request what its loaders and actions may use. */
export function servePages(services: Services, build: ServerBuild | (() => Promise<ServerBuild>)): RequestHandler {
  const https = services.config.publicUrl.startsWith('https:')
  const getLoadContext = (request: Request, response: Response): RequestContext => ({
    services,
    cspNonce: response.locals.cspNonce as string,
    requestId: response.locals.requestId as string,
    logger: response.locals.logger as Logger,
    address: request.ip ?? '',
    https: https || request.secure,
    drained: () => drained(response),
    memo: new Map(),
  })
  return createRequestHandler({
    build,
    mode: services.config.development ? 'development' : 'production',
    // The context is ours (load-context.ts); Remix's type only adds an index signature to it.
    getLoadContext: getLoadContext as (request: Request, response: Response) => RequestContext & Record<string, unknown>,
  })
}

/** Remix writes bodies without waiting for slow browsers; this is how a body can. */
function drained(response: Response): Promise<void> {
  if (!response.writableNeedDrain || response.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done)
      resolve()
    }
    response.on('drain', done).on('close', done)
  })
}
