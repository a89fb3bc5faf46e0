import './styles/app.css'
import { data, type LoaderFunctionArgs } from '@remix-run/node'
import { Links, Outlet, Scripts, ScrollRestoration, useRouteLoaderData } from '@remix-run/react'
import type { ReactNode } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { isDatabaseTrouble } from '#domain/jobs/database-trouble.server'
import { FlashToast } from '~/features/shell/flash-toast'
import { preferenceCookie, readCookie } from '~/web/cookies.server'
import { ErrorPage } from '~/features/shell/error-page'
import { PageTitle } from '~/features/shell/page-title'
import { takeFlash } from '~/web/flash.server'
import { useNonce } from '~/web/nonce'
import { getUser } from '~/web/session.server'
import { parseTheme } from '~/web/theme'

/** What every page shows: who is looking, how it shall look, and what has just been done. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const [user, theme, { flash, headers }] = await Promise.all([
    getUser({ request, context }).catch(orNobody),
    readCookie(request, preferenceCookie('theme', context)),
    takeFlash(request, context),
  ])
  const viewer = user && { id: user.id, name: user.name, email: user.email, role: user.role, avatarUrl: user.avatarUrl }
  return data({ viewer, theme: parseTheme(theme), flash, requestId: context.requestId }, { headers })
}

/** While the database is away, its error page still has its looks. */
function orNobody(error: unknown): null {
  if (isDatabaseTrouble(error)) return null
  throw error
}

/** The frame of every page, error pages included. */
export function Layout({ children }: { children: ReactNode }) {
  const known = useRouteLoaderData<typeof loader>('root')
  const theme = known?.theme ?? 'system'
  const nonce = useNonce()
  const t = useTranslations('common')
  return (
    <html lang={useLocale()} data-theme={theme === 'system' ? undefined : theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content={theme === 'system' ? 'light dark' : theme} />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content="#faf8f4" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0d1617" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/icon-180.png" />
        <link rel="manifest" href="/manifest.webmanifest" />
        <PageTitle />
        <Links />
      </head>
      <body>
        <a href="#main" className="skip-link rounded-control bg-ink px-4 py-2 text-ground">{t('skipToContent')}</a>
        {children}
        <FlashToast flash={known?.flash ?? null} id={known?.requestId ?? ''} />
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  )
}

export default function App() {
  return <Outlet />
}

export function ErrorBoundary() {
  return <ErrorPage />
}
