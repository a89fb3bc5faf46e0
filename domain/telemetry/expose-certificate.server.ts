import tls from 'node:tls'
import { keepFor } from './keep-for.server'
import type { Metrics } from './metrics.server'

export interface CertificateOptions {
  /** Origin under which people reach the pages. */
  publicUrl: string
  /** How long an answer is taken for true, in milliseconds. */
  keepMs: number
  /** How long the server is given to show its certificate, in milliseconds. */
  waitMs: number
}

/**
 * Until when the certificate of the pages' own address is good, looked at as browsers see it: through the proxy that holds it.
 * Nothing is exposed where the address is no https. Without an answer the figure is not a number, and `unknown` is 1.
 */
export function exposeCertificate(metrics: Metrics, { publicUrl, keepMs, waitMs }: CertificateOptions): void {
  const url = new URL(publicUrl)
  if (url.protocol !== 'https:') return
  const host = { name: url.hostname, port: Number(url.port || 443) }
  const load = keepFor(keepMs, () => readCertificate(host.name, host.port, waitMs).catch(() => ({ expiry: Number.NaN, lifetime: Number.NaN })))
  metrics.gauges(load, [
    {
      name: 'steno_certificate_expiry_timestamp_seconds',
      what: 'Until when the certificate of the pages’ public address is good, as Unix time.',
      rise: 'it was renewed; one that no longer rises is not.',
      of: ({ expiry }) => expiry,
    },
    {
      name: 'steno_certificate_lifetime_seconds',
      what: 'How long the certificate of the pages’ public address is good from its beginning to its end.',
      rise: 'another authority made it, which gives longer ones.',
      of: ({ lifetime }) => lifetime,
    },
    {
      name: 'steno_certificate_unknown',
      what: 'Whether no certificate could be had from the pages’ public address (1).',
      rise: 'the address leads nowhere from this machine, or nothing answers there.',
      of: ({ expiry }) => (Number.isNaN(expiry) ? 1 : 0),
    },
  ])
}

interface CertificateFacts {
  /** Unix time in seconds. */
  expiry: number
  /** From its beginning to its end, in seconds. */
  lifetime: number
}

/** Rejects where nothing answers within the time. */
function readCertificate(host: string, port: number, waitMs: number): Promise<CertificateFacts> {
  return new Promise((resolve, reject) => {
    // Who signed it is the browsers' matter: one that is not trusted expires all the same.
    const socket = tls.connect({ host, port, servername: host, rejectUnauthorized: false, timeout: waitMs })
    const end = (settle: () => void) => {
      socket.destroy()
      settle()
    }
    socket.once('secureConnect', () => {
      const { valid_from, valid_to } = socket.getPeerCertificate()
      const [begin, expiry] = [valid_from, valid_to].map((date) => Date.parse(date) / 1000) as [number, number]
      end(() => (Number.isNaN(expiry) ? reject(new Error('no certificate')) : resolve({ expiry, lifetime: expiry - begin })))
    })
    socket.once('timeout', () => end(() => reject(new Error('no answer'))))
    socket.once('error', (error) => end(() => reject(error)))
  })
}
