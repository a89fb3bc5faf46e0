import { useMatches, useRouteError } from '@remix-run/react'
import { useTranslations } from 'use-intl'
import type { PageHandle } from '~/web/page-handle'
import { useDay } from '~/web/use-day'
import { useShownError } from './shown-error'

/** The title of the page that is shown, or of its error, so that tabs and the browser's history can be told apart. */
export function PageTitle() {
  const t = useTranslations()
  const day = useDay()
  const matches = useMatches()
  const error = useRouteError()
  const errorTitle = useShownError().title
  const page = matches.findLast(({ handle }) => handle)
  // Without an error the hook answers null or undefined, by where it is asked.
  const own = error == null ? (page?.handle as PageHandle | undefined)?.title(t, page?.data, day) : errorTitle
  const product = t('common.product')
  return <title>{own ? `${own} · ${product}` : product}</title>
}
