import { isOpenStatus } from './live-events'

const REFRESH_SECONDS = 10

/**
 * Without scripts, has the browser load the page again every few seconds, but only while something is still in
 * progress, and not while the user fills in a form, whose text would be lost. It stands in the body because it
 * depends on the page's data; browsers heed it there as well.
 */
export function RefreshWhileOpen({ statuses, typing }: { statuses: string[]; typing: boolean }) {
  if (typing || !statuses.some(isOpenStatus)) return null
  return (
    <noscript>
      <meta httpEquiv="refresh" content={String(REFRESH_SECONDS)} />
    </noscript>
  )
}
