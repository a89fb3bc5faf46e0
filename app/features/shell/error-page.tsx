import { isRouteErrorResponse, useRouteError, useRouteLoaderData } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { LinkButton } from '~/ui/link-button'
import { isErrorBody } from '~/web/error-body'
import { useErrorText } from '~/web/error-text'
import { paths } from '~/web/paths'
import { Wordmark } from './wordmark'

function codeOf(error: unknown): string {
  if (!isRouteErrorResponse(error)) return 'internal'
  if (isErrorBody(error.data)) return error.data.code
  return error.status === 404 ? 'not_found' : error.status === 405 ? 'bad_request' : 'internal'
}

/** Every error that is no answer to a form: what happened, in the reader's language, and the number to ask about. */
export function ErrorPage() {
  const error = useRouteError()
  const t = useTranslations('errors.page')
  const tell = useErrorText()
  const root = useRouteLoaderData<{ requestId: string }>('root')
  const code = codeOf(error)
  const body = isRouteErrorResponse(error) && isErrorBody(error.data) ? error.data : { code }
  const title = code === 'not_found' ? t('notFound') : code === 'forbidden' ? t('forbidden') : t('failed')
  return (
    <main id="main" tabIndex={-1} className="mx-auto grid min-h-dvh max-w-lg content-center justify-items-start gap-5 p-6">
      <Wordmark />
      <h1 className="text-3xl font-bold">{title}</h1>
      <p className="text-lg text-muted">{tell(body)}</p>
      <LinkButton to={paths.home()} reloadDocument>{t('home')}</LinkButton>
      {root && <p className="font-mono text-xs text-muted">{t('requestId', { id: root.requestId })}</p>}
    </main>
  )
}
