import { RemixBrowser } from '@remix-run/react'
import { startTransition, StrictMode } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { SpokenIn } from '~/web/intl-provider'
import { defaultLocale, parseLocale, type Locale } from '~/web/locale'

const catalogues = {
  en: () => import('~/messages/en'),
  vi: () => import('~/messages/vi'),
  'zh-TW': () => import('~/messages/zh-TW'),
} satisfies Record<Locale, unknown>

const locale = parseLocale(document.documentElement.lang) ?? defaultLocale
// Dialogs lock scrolling with a style element of their own, which the content security policy lets in by this nonce.
Object.assign(globalThis, { __webpack_nonce__: document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce })

void catalogues[locale]().then(({ default: messages }) => {
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <SpokenIn locale={locale} messages={messages}>
          <RemixBrowser />
        </SpokenIn>
      </StrictMode>,
    )
  })
})

// What measures the page must not make it slower: it comes when all else is there and nothing else is to be done.
const whenIdle = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 1000))
const measure = () => whenIdle(() => void import('~/web/report-vitals').then(({ reportVitals }) => reportVitals()))
if (document.readyState === 'complete') measure()
else addEventListener('load', measure)
