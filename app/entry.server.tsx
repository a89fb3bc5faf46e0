import { createReadableStreamFromReadable, type AppLoadContext, type EntryContext } from '@remix-run/node'
import type { ActionFunctionArgs, LoaderFunctionArgs } from '@remix-run/node'
import { isRouteErrorResponse, RemixServer } from '@remix-run/react'
import { isbot } from 'isbot'
import { renderToPipeableStream } from 'react-dom/server'
import { catalogues } from '~/web/catalogues.server'
import { isErrorBody } from '~/web/error-body'
import { SpokenIn } from '~/web/intl-provider'
import { getLocale } from '~/web/locale.server'
import { NonceContext } from '~/web/nonce'
import { PageStream } from '~/web/page-stream.server'

/** How long a page may stream before it is cut, in milliseconds. */
export const streamTimeout = 10_000

/** Renders a page: streamed to browsers, whole to crawlers. */
export default async function handleRequest(
  request: Request, status: number, headers: Headers, remixContext: EntryContext, context: AppLoadContext,
): Promise<Response> {
  const locale = await getLocale(request, context)
  const wholePage = isbot(request.headers.get('user-agent') ?? '')
  headers.set('Content-Type', 'text/html; charset=utf-8')
  headers.set('Content-Language', locale)
  // Pages differ by cookie and are nobody else's to keep.
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'private, no-store')

  return new Promise((resolve, reject) => {
    let started = false
    const start = () => {
      started = true
      const body = new PageStream()
      resolve(new Response(createReadableStreamFromReadable(body), { headers, status }))
      pipe(body)
    }
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={context.cspNonce}>
        <SpokenIn locale={locale} messages={catalogues[locale]}>
          <RemixServer context={remixContext} url={request.url} abortDelay={streamTimeout} nonce={context.cspNonce} />
        </SpokenIn>
      </NonceContext.Provider>,
      {
        nonce: context.cspNonce,
        onShellReady: () => { if (!wholePage) start() },
        onAllReady: () => { if (wholePage) start() },
        onShellError: reject,
        onError(error) {
          // Errors of the shell are rejected above and logged by handleError.
          if (started) context.logger.error({ err: error }, 'A page could not be rendered to its end.')
        },
      },
    )
    setTimeout(abort, streamTimeout + 1_000).unref()
  })
}

/** Logs what no route expected, with the id that the error page shows. */
export function handleError(error: unknown, { request, context }: LoaderFunctionArgs | ActionFunctionArgs): void {
  if (request.signal.aborted) return
  // An error that a route has answered on purpose, such as a picture that is no longer there.
  if (isRouteErrorResponse(error) && (error.status < 500 || isErrorBody(error.data))) return
  context.logger.error({ err: error, url: new URL(request.url).pathname }, 'A request failed.')
}
