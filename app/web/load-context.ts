import type { Logger } from 'pino'
import type { Services } from './services'

/** What every loader and action finds as `context`: the process's services and the facts of this one request. */
export interface RequestContext {
  services: Services
  /** Allows this page's own scripts in its content security policy. */
  cspNonce: string
  /** Shown on error pages and written to the logs, so that one leads to the other. */
  requestId: string
  /** The client's address, as far as the configured proxies are trusted. */
  address: string
  /** Whether the browser came by https, also when a proxy ended it. */
  https: boolean
  /** Writes the request id with every line. */
  logger: Logger
  /** Resolves when the browser has taken what was sent so far, or has gone: long bodies wait for it before they read on. */
  drained(): Promise<void>
  /** Answers that several loaders of one request need, such as the user. */
  memo: Map<string, unknown>
}

declare module '@remix-run/server-runtime' {
  // Remix merges these declarations into its own.
  interface AppLoadContext extends RequestContext {}
  interface Future {
    v3_singleFetch: true
  }
}

/** Computes once per request, also when loaders that run side by side ask. */
export function once<T>(context: RequestContext, key: string, compute: () => Promise<T>): Promise<T> {
  const known = context.memo.get(key) as Promise<T> | undefined
  if (known) return known
  const made = compute()
  context.memo.set(key, made)
  return made
}
