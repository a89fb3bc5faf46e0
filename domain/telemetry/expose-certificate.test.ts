import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import tls from 'node:tls'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { exposeCertificate } from './expose-certificate.server'
import { makeMetrics } from './metrics.server'

let server: tls.Server
let port: number
const dir = mkdtempSync(path.join(os.tmpdir(), 'steno-certificate-'))

beforeAll(async () => {
  execFileSync('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '20', '-subj', '/CN=localhost',
    '-keyout', 'key.pem', '-out', 'cert.pem',
  ], { cwd: dir, stdio: 'ignore' })
  server = tls.createServer({ key: readFileSync(path.join(dir, 'key.pem')), cert: readFileSync(path.join(dir, 'cert.pem')) })
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
  rmSync(dir, { recursive: true })
})

async function render(publicUrl: string): Promise<string> {
  const metrics = makeMetrics('web', { defaults: false })
  exposeCertificate(metrics, { publicUrl, keepMs: 1000, waitMs: 20_000 })
  return (await metrics.render()).text
}

it('tells until when the certificate of the public address is good, whoever signed it', async () => {
  const text = await render(`https://localhost:${port}`)
  const seconds = Number(/expiry_timestamp_seconds{process="web"} (\S+)/.exec(text)?.[1])
  expect(seconds - Date.now() / 1000).toBeGreaterThan(19 * 86_400)
  expect(seconds - Date.now() / 1000).toBeLessThan(21 * 86_400)
  expect(text).toContain(`steno_certificate_lifetime_seconds{process="web"} ${20 * 86_400}`)
  expect(text).toContain('steno_certificate_unknown{process="web"} 0')
})

it('says where there is none to be had, and nothing without https', async () => {
  const text = await render('https://localhost:1')
  expect(text).toMatch(/expiry_timestamp_seconds{process="web"} nan/i)
  expect(text).toContain('steno_certificate_unknown{process="web"} 1')
  expect(await render('http://localhost:1')).not.toContain('certificate')
})
