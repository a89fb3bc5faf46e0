import { useRouteLoaderData } from '@remix-run/react'
import type { loader } from '~/root'

/** Who is looking, from the root's answer; null for guests. */
export function useViewer() {
  return useRouteLoaderData<typeof loader>('root')?.viewer ?? null
}

/** How the pages look now. */
export function useTheme() {
  return useRouteLoaderData<typeof loader>('root')?.theme ?? 'system'
}
