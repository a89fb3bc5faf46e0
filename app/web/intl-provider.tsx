import type { ReactNode } from 'react'
import { IntlProvider } from 'use-intl'
import type { Messages } from '~/messages/en'
import type { Shape } from '~/messages/shape'
import type { Locale } from './locale'

/** Gives every component its language. Times are told in UTC until a browser knows better (see local-time.tsx). */
export function SpokenIn({ locale, messages, children }: {
  locale: Locale
  messages: Shape<Messages>
  children: ReactNode
}) {
  return <IntlProvider locale={locale} messages={messages as Messages} timeZone="UTC">{children}</IntlProvider>
}
