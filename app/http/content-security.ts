import { randomBytes } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import helmet from 'helmet'
import type { WebConfig } from '../web/services'

const nonceOf = (response: unknown) => `'nonce-${(response as Response).locals.cspNonce as string}'`

/**
 * Security headers. Scripts run only from this origin or with the nonce of their page, and nothing is embedded or embeds.
 * Vite's style elements and its socket are let in during development.
 *
 * @param partsOrigin where pages send parts of uploads, if that is not here
 */
export function contentSecurity({ publicUrl, liveUrl, development }: WebConfig, partsOrigin: string | null): RequestHandler[] {
  const https = publicUrl.startsWith('https:')
  return [
    (_request, response, next) => {
      response.locals.cspNonce = randomBytes(16).toString('base64')
      next()
    },
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          'default-src': ["'none'"],
          'script-src': ["'self'", (_request, response) => nonceOf(response)],
          'style-src': ["'self'", (_request, response) => (development ? "'unsafe-inline'" : nonceOf(response))],
          // Positions and sizes that are computed are style attributes; those can neither run nor fetch anything.
          'style-src-attr': ["'unsafe-inline'"],
          'img-src': ["'self'", 'data:', 'blob:'],
          'font-src': ["'self'"],
          'media-src': ["'self'", 'blob:'],
          // A source with a path would match that path alone.
          'connect-src': [
            "'self'", new URL(liveUrl).origin, ...(partsOrigin === null ? [] : [partsOrigin]), ...(development ? ['ws:'] : []),
          ],
          'worker-src': ["'self'", 'blob:'],
          'manifest-src': ["'self'"],
          'form-action': ["'self'"],
          'frame-ancestors': ["'none'"],
          'base-uri': ["'none'"],
          ...(https && !development ? { 'upgrade-insecure-requests': [] } : {}),
        },
      },
      strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
      // The page's path may name a recording; other sites learn nothing of it.
      referrerPolicy: { policy: 'same-origin' },
      crossOriginEmbedderPolicy: false,
    }),
    (_request, response, next) => {
      response.setHeader('Permissions-Policy', 'camera=(), geolocation=(), payment=(), microphone=(self), display-capture=(self)')
      next()
    },
  ]
}
