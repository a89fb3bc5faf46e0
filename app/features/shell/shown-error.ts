import { isRouteErrorResponse, useRouteError } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import { isErrorBody } from '~/web/error-body'
import { useErrorText } from '~/web/error-text'
import type { KnownError } from '~/web/tell-error'

function knownOf(error: unknown): KnownError {
  if (!isRouteErrorResponse(error)) return { code: 'internal' }
  if (isErrorBody(error.data)) return error.data
  return { code: error.status === 404 ? 'not_found' : error.status === 405 ? 'method_not_allowed' : 'internal' }
}

/** The error that the route has come to, in the reader's language. */
export function useShownError(): { title: string; sentence: string } {
  const t = useTranslations('errors.page')
  const tell = useErrorText()
  const known = knownOf(useRouteError())
  const titles: Record<string, string> = {
    not_found: t('notFound'), forbidden: t('forbidden'), database_unavailable: t('away'),
  }
  return { title: titles[known.code] ?? t('failed'), sentence: tell(known) }
}
