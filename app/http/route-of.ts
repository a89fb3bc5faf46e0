import type { ServerBuild } from '@remix-run/node'
import type { Request } from 'express'
import { makeFindRoute, type PageRoute } from './page-routes'

/** What stands for addresses that no route has. */
export const NO_ROUTE = 'other'

/** Names the template of an address of the pages, such as `/recordings/:id`: one of a fixed few, whatever is asked for. */
export type TemplateOf = (pathname: string) => string

/** While developing, routes come and go, and none is told apart. */
export function makeTemplateOf(build: ServerBuild | (() => Promise<ServerBuild>)): TemplateOf {
  if (typeof build === 'function') return () => NO_ROUTE
  const findRoute = makeFindRoute(build)
  return (pathname) => {
    if (pathname.startsWith('/assets/')) return '/assets/*'
    return templateOf(safely(findRoute, pathname))
  }
}

/** The route that answers a request; to be asked when it has been answered. */
export function routeOf(request: Request, pathname: string, ofPages: TemplateOf): string {
  const own = (request.route as { path?: unknown } | undefined)?.path
  // Pages share one handler, for any address.
  return typeof own === 'string' && own !== '*' ? `${request.baseUrl}${own}` : ofPages(pathname)
}

/** The page of addresses that there are not is a route too, and hides no other. */
const templateOf = (route: PageRoute | null) => (route === null || route.template === '/*' ? NO_ROUTE : route.template)

/** Not every address can be decoded. */
function safely(findRoute: (pathname: string) => PageRoute | null, pathname: string): PageRoute | null {
  try {
    return findRoute(pathname)
  } catch {
    return null
  }
}
