import { createServer, type Server } from 'node:http'
import path from 'node:path'
import express from 'express'
import type { HealthHandler } from '#domain/telemetry/health-routes.server'
import { makeApi } from '../api/make-api'
import { makeForeignApis } from '../api/make-foreign-apis'
import { RateLimiter } from '../api/rate-limit'
import { paths } from '../web/paths'
import type { Services } from '../web/services'
import { answerErrors } from './answer-errors'
import type { AssetShelf } from './asset-shelf'
import { contentSecurity } from './content-security'
import { guardBodyLength, guardCrossSite, guardDataQuery } from './guards'
import { guardMethods } from './methods'
import { builtPages, loadBuild, servePages, sourceBuild } from './pages'
import { cutTrickles, patienceOfLimits, serverOptionsOf, type Patience } from './patience'
import { makePartTaker, receiveParts } from './receive-parts'
import { logRequests } from './request-log'
import { sayWhenToRetry } from './retry-after'
import { makeTemplateOf } from './route-of'
import { compress, serveStatic } from './static-files'
import { straightenTarget } from './straighten-target'
import { receiveVitals } from './vitals'
import type { WebMetrics } from './web-metrics'

export interface WebServerOptions {
  services: Services
  /** The repository's folder, which holds `build/`. */
  root: string
  /** `/healthz`, `/readyz` and `/metrics`; answered before anything else. */
  health?: HealthHandler
  metrics?: WebMetrics
  /** Where files of other versions' pages are; null where there are none, as during development. */
  shelf?: AssetShelf | null
  /** For tests; default `patienceOfLimits`. */
  patience?: Patience
}

export interface WebServer {
  server: Server
  /** Refuses new connections and lets running requests end, until `force` aborts and cuts them. */
  close(force: AbortSignal): Promise<void>
}

/** Puts the web process together; it does not listen yet. Takes the build, or in development the sources through Vite. */
export async function makeWebServer(
  { services, root, health, metrics, shelf = null, patience = patienceOfLimits }: WebServerOptions,
): Promise<WebServer> {
  const { config, logger } = services
  const { onAnswered = () => {}, onVital = () => {} } = metrics ?? {}
  const app = express()
  const server = createServer(serverOptionsOf(patience), app)
  server.timeout = patience.silenceMs
  app.disable('x-powered-by')
  app.set('trust proxy', config.trustProxy)
  if (health) app.use((request, response, next) => void health(request, response).then((done) => done || next(), next))
  const vite = config.development ? await startVite(root, server) : null
  const build = vite ? sourceBuild(vite) : await loadBuild(root)
  const templateOf = makeTemplateOf(build)
  app.use(logRequests(logger, templateOf, onAnswered))
  app.use(straightenTarget, cutTrickles(patience))
  app.use(sayWhenToRetry, contentSecurity(config, services.store.arrivals.origin))
  app.use(compress)
  // Before the guards of the pages: programs bring a credential of their own, and no cookie to ride on counts there.
  const limiter = new RateLimiter()
  app.use(paths.api(), makeApi(services, limiter))
  app.use(paths.foreignApis(), makeForeignApis(services, limiter))
  app.use(receiveParts(makePartTaker(services)))
  app.use(guardCrossSite(config), guardDataQuery, guardBodyLength)
  app.post(paths.vitals(), receiveVitals(templateOf, onVital))
  app.use(vite ? vite.middlewares : serveStatic(path.join(builtPages(root), 'client'), shelf))
  app.all('*', guardMethods(build), servePages(services, build))
  app.use(answerErrors(logger))
  return {
    server,
    async close(force) {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      if (force.aborted) server.closeAllConnections()
      force.addEventListener('abort', () => server.closeAllConnections())
      await closed
      await vite?.close()
    },
  }
}

async function startVite(root: string, server: Server) {
  const { createServer: createViteServer } = await import('vite')
  return createViteServer({ root, server: { middlewareMode: true, hmr: { server } } })
}
