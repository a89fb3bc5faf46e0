import { isRouteErrorResponse, useRouteError, useRouteLoaderData } from '@remix-run/react'
import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { LinkButton } from '~/ui/link-button'
import { paths } from '~/web/paths'
import { reloadOutdated } from './reload-outdated'
import { useShownError } from './shown-error'
import { Wordmark } from './wordmark'

/** Every error that is no answer to a form: what happened, in the reader's language, and the number to ask about. */
export function ErrorPage() {
  const t = useTranslations('errors.page')
  const { title, sentence } = useShownError()
  const error = useRouteError()
  useEffect(() => {
    // What the server refuses is refused to pages of any version. Storage that is blocked, or a server that is away, changes nothing.
    if (!isRouteErrorResponse(error)) void reloadOutdated().catch(() => {})
  }, [error])
  const root = useRouteLoaderData<{ requestId: string }>('root')
  return (
    <main id="main" tabIndex={-1} className="mx-auto grid min-h-dvh max-w-lg content-center justify-items-start gap-5 p-6">
      <Wordmark />
      <h1 className="text-3xl font-bold">{title}</h1>
      <p className="text-lg text-muted">{sentence}</p>
      <LinkButton to={paths.home()} reloadDocument>{t('home')}</LinkButton>
      {root && <p className="font-mono text-xs text-muted">{t('requestId', { id: root.requestId })}</p>}
    </main>
  )
}
