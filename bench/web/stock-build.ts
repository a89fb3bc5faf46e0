/**
 * The built routes as stock `remix-serve` can serve them: it offers no load context, so this puts one around every loader
 * and around the rendering. Run by bench/web.ts in a process of its own.
 */
import { fileURLToPath } from 'node:url'
import type { AppLoadContext, ServerBuild } from '@remix-run/node'
import { makeLogger } from '#domain/telemetry/logger.server'
import { openDatabase } from '#db/client.server'
import { loadBuild } from '../../app/http/pages'
import type { Services } from '../../app/web/services'

const databaseUrl = process.env.DATABASE_URL ?? ''
const secret = process.env.STENO_SECRET ?? ''
const publicUrl = process.env.STENO_PUBLIC_URL ?? ''

const built = await loadBuild(fileURLToPath(new URL('../..', import.meta.url)))
const logger = makeLogger({ name: 'stock', level: 'silent', format: 'json' })

/** The library's loaders read the configuration and the database; whatever else is asked for would fail loudly. */
const services = {
  config: {
    publicUrl, liveUrl: publicUrl, trustProxy: 0, secrets: [secret], registrationOpen: true,
    planChoice: 'users', apiOrigins: [], currency: 'USD', development: false,
  },
  db: openDatabase({ url: databaseUrl, name: 'stock' }).db,
  logger,
  modelDirs: [],
} as unknown as Services

function fill(context: AppLoadContext): AppLoadContext {
  if (context.services) return context
  return Object.assign(context, {
    services, logger, cspNonce: 'stock', requestId: 'stock', address: '127.0.0.1', https: false, memo: new Map(),
  })
}

type RouteModule = ServerBuild['routes'][string] & object
function wrap(route: RouteModule): RouteModule {
  const { loader } = route.module
  if (!loader) return route
  return { ...route, module: { ...route.module, loader: (args) => loader({ ...args, context: fill(args.context) }) } }
}

export const routes: ServerBuild['routes'] = Object.fromEntries(
  Object.entries(built.routes).map(([id, route]) => [id, route && wrap(route)]),
)
export const entry: ServerBuild['entry'] = {
  module: {
    ...built.entry.module,
    default: (request, status, headers, remix, context) =>
      built.entry.module.default(request, status, headers, remix, fill(context)),
  },
}
export const { assets, assetsBuildDirectory, basename, future, isSpaMode, publicPath } = built
