import type { Request, Response } from 'express'
import { AppError, type ErrorParams } from '#domain/errors/app-error'
import type { ErrorCode } from '#domain/errors/error-codes'
import { makeTeller } from '../web/catalogues.server'
import { readGuestLocale } from '../web/guest-locale.server'
import { paths } from '../web/paths'
import { plainPage } from '../web/plain-page'
import { tellError } from '../web/tell-error'

/**
 * Ends a request before it reaches a page: with a page in the reader's language where a browser shows the answer, else
 * with JSON. `message` is the English sentence that programs are told.
 */
export async function refuse(response: Response, code: ErrorCode, message: string, params: ErrorParams = {}): Promise<void> {
  const error = new AppError(code, message, { params })
  const requestId = response.locals.requestId as string | undefined
  response.status(error.status).set('Cache-Control', 'no-store')
  if (!showsDocument(response.req)) return void response.json({ error: { code, message, params, requestId } })
  const locale = await readGuestLocale(response.req.get('Cookie') ?? null, response.req.get('Accept-Language') ?? null)
  const { t, errors, format } = makeTeller(locale)
  response.set('Content-Language', locale).type('html').send(plainPage({
    locale,
    sentence: tellError(errors, format, error),
    link: { href: paths.home(), text: t('errors.page.home') },
    note: requestId && t('errors.page.requestId', { id: requestId }),
  }))
}

/** Scripts ask for data, also from a page: what they fetch is no document, whatever they would accept. */
function showsDocument(request: Request): boolean {
  const destination = request.get('Sec-Fetch-Dest') ?? 'document'
  return destination === 'document' && (request.get('Accept') ?? '').includes('text/html')
}
