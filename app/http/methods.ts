import type { ServerBuild } from '@remix-run/node'
import type { RequestHandler } from 'express'
import { makeFindRoute } from './page-routes'
import { refuse } from './refuse'

/**
 * The methods that an address takes: GET and HEAD where something is shown, POST where a form is taken. Null for an
 * address that no route has.
 */
export function makeMethodsOf({ routes }: Pick<ServerBuild, 'routes'>): (pathname: string) => string[] | null {
  const findRoute = makeFindRoute({ routes })
  return (pathname) => {
    const found = findRoute(pathname)
    const module = found ? routes[found.id]?.module : undefined
    if (!module) return null
    const shows = Boolean(module.default) || Boolean(module.loader)
    return [...(shows ? ['GET', 'HEAD'] : []), ...(module.action ? ['POST'] : []), 'OPTIONS']
  }
}

/** Refuses what an address does not take, before anything is read or done. */
export function guardMethods(build: ServerBuild | (() => Promise<ServerBuild>)): RequestHandler {
  const known = typeof build === 'function' ? null : makeMethodsOf(build)
  return async (request, response, next) => {
    try {
      const methodsOf = known ?? makeMethodsOf(typeof build === 'function' ? await build() : build)
      const methods = methodsOf(request.path) ?? ['GET', 'HEAD', 'POST', 'OPTIONS']
      if (request.method !== 'OPTIONS' && methods.includes(request.method)) return next()
      response.set('Allow', methods.join(', '))
      if (request.method === 'OPTIONS') return void response.status(204).end()
      await refuse(response, 'method_not_allowed', `This address takes ${methods.join(', ')}.`)
    } catch (error) {
      next(error)
    }
  }
}
