import { createHmac } from 'node:crypto'

/** What a webhook's deliveries are signed with: made of the installation's secret, so that no table holds it. */
export function webhookSecret(installationSecret: string, salt: string): string {
  return `whsec_${createHmac('sha256', installationSecret).update(`webhook:${salt}`).digest('base64url')}`
}

/**
 * The header `Steno-Signature`: `t=<seconds since 1970>,v1=<hex>`, where v1 is the HMAC-SHA256 of `<t>.<body>`, one for each
 * secret. A receiver makes the same and compares; an old `t` is a repetition by somebody else.
 */
export function signDelivery(secrets: readonly string[], body: string, atMs: number): string {
  const seconds = Math.floor(atMs / 1000)
  const signatures = secrets.map((secret) => `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`)
  return [`t=${seconds}`, ...signatures].join(',')
}
