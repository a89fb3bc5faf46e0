import type { ServerBuild } from '@remix-run/node'
import { matchRoutes } from '@remix-run/react'

type RouteObject = Parameters<typeof matchRoutes>[0][number]

export interface PageRoute {
  /** Of the route's file. */
  id: string
  /** Its address with parameters as `:name`, such as `/recordings/:id`. */
  template: string
}

/** Finds the route of an address by the build; null for an address that no route has. */
export function makeFindRoute({ routes }: Pick<ServerBuild, 'routes'>): (pathname: string) => PageRoute | null {
  const childrenOf = (parentId?: string): RouteObject[] => Object.values(routes)
    .filter((route) => route?.parentId === parentId)
    .map((route) => {
      const { id, path, index } = route!
      return index ? { id, path, index } : { id, path, children: childrenOf(id) }
    })
  const tree = childrenOf()
  return (pathname) => {
    const address = pathname.replace(/\.data$/, '').replace(/^\/_root$/, '/')
    const matches = matchRoutes(tree, address)
    const id = matches?.at(-1)?.route.id
    if (!matches || id === undefined) return null
    return { id, template: `/${matches.flatMap(({ route }) => route.path || []).join('/')}` }
  }
}
