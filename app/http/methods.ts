import type { ServerBuild } from '@remix-run/node'
import { matchRoutes } from '@remix-run/react'
import type { RequestHandler } from 'express'
import { refuse } from './refuse'

type RouteObject = Parameters<typeof matchRoutes>[0][number]

/**
 * The methods that an address takes: GET and HEAD where something is shown, POST where a form is taken. Null for an
 * address that no route has.
 */
export function makeMethodsOf({ routes }: Pick<ServerBuild, 'routes'>): (pathname: string) => string[] | null {
  const childrenOf = (parentId?: string): RouteObject[] => Object.values(routes)
    .filter((route) => route?.parentId === parentId)
    .map((route) => {
      const { id, path, index } = route!
      return index ? { id, path, index } : { id, path, children: childrenOf(id) }
    })
  const tree = childrenOf()
  return (pathname) => {
    const address = pathname.replace(/\.data$/, '').replace(/^\/_root$/, '/')
    const leaf = matchRoutes(tree, address)?.at(-1)?.route.id
    const module = leaf === undefined ? undefined : routes[leaf]?.module
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
