import { useFormatter, useTranslations } from 'use-intl'
import { tellError, type KnownError } from './tell-error'

/** Tells errors in the reader's language. */
export function useErrorText(): (error: KnownError) => string {
  const t = useTranslations('errors')
  const format = useFormatter()
  return (error) => tellError(t, format, error)
}
