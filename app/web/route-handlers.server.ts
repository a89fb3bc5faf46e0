import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node'
import { makeTeller } from './catalogues.server'
import { toErrorBody } from './error-body.server'
import { filledIn } from './form-fields'
import type { RequestContext } from './load-context'
import { getLocale } from './locale.server'
import { paths } from './paths'
import { plainResponse } from './plain-page'
import { headersOf } from './retry-after.server'
import { tellError } from './tell-error'

/** What of an error the page is told; whatever it must not be told is thrown on. The log learns the cause. */
function requireErrorBody(error: unknown, { logger }: RequestContext) {
  const body = toErrorBody(error)
  if (!body) throw error
  if (body.code === 'database_unavailable') logger.warn({ err: error }, 'The database is away.')
  return body
}

/** A loader whose AppErrors become error pages with the status of their code. */
export function makeLoader<T>(load: (args: LoaderFunctionArgs) => Promise<T>) {
  return async (args: LoaderFunctionArgs): Promise<T> => {
    try {
      return await load(args)
    } catch (error) {
      const body = requireErrorBody(error, args.context)
      throw data(body, { status: body.status })
    }
  }
}

/** What leaves no page to show the form on. */
const pageless = new Set(['not_found', 'forbidden', 'database_unavailable'])

/**
 * An action whose AppErrors become `{error, filled}` beside the form that was sent, with the status of their code. They become
 * error pages where the page to show the form on is missing too.
 *
 * @param kept fields of its forms that come back as they were filled in, for whoever has no scripts; never those of passwords
 */
export function makeAction<T>(act: (args: ActionFunctionArgs) => Promise<T>, kept: readonly string[] = []) {
  return async (args: ActionFunctionArgs) => {
    try {
      return await act(args)
    } catch (error) {
      const body = requireErrorBody(error, args.context)
      if (pageless.has(body.code)) throw data(body, { status: body.status })
      return data({ error: body, filled: filledIn(args.request, kept) }, { status: body.status, headers: headersOf(body) })
    }
  }
}

/** A loader or action of a route that draws no page: what refuses is a plain page, in the reader's language. */
export function makeBareHandler<Args extends LoaderFunctionArgs>(handle: (args: Args) => Promise<Response>) {
  return async (args: Args): Promise<Response> => {
    try {
      return await handle(args)
    } catch (error) {
      const body = requireErrorBody(error, args.context)
      const locale = await getLocale(args.request, args.context)
      const { t, errors, format } = makeTeller(locale)
      const link = { href: paths.home(), text: t('errors.page.home') }
      return plainResponse({ locale, sentence: tellError(errors, format, body), link }, body.status)
    }
  }
}
