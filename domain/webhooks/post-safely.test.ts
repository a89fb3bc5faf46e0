import type { lookup } from 'node:dns'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../limits/limits'
import { postSafely, type PostOptions } from './post-safely.server'
import { isPublicAddress } from './public-address.server'
import { signDelivery, webhookSecret } from './sign.server'
import { parseWebhookUrl } from './webhook-url.server'

let server: http.Server
let port: number
let requests: { url: string; body: string; headers: http.IncomingHttpHeaders }[] = []
beforeAll(async () => {
  server = http.createServer((request, response) => {
    let body = ''
    request.on('data', (part) => (body += part))
    request.on('end', () => {
      requests.push({ url: request.url!, body, headers: request.headers })
      if (request.url === '/redirect') response.writeHead(302, { location: '/elsewhere' }).end()
      else if (request.url === '/silent') return
      else if (request.url === '/flood') response.writeHead(200).end(Buffer.alloc(limits.webhookAnswerBytesMax * 4))
      else response.writeHead(204).end()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const post = (url: string, more: Partial<PostOptions> = {}) =>
  postSafely({ url, headers: { 'Steno-Event': 'test' }, body: '{"a":"ü"}', allowsPrivate: true, ...more })
const names = (...addresses: string[]) =>
  ((_: string, __: object, done: (error: null, found: { address: string; family: number }[]) => void) =>
    done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))) as unknown as typeof lookup

describe('posting to an address that a user named', () => {
  it('delivers, and answers the status', async () => {
    requests = []
    expect(await post(`http://127.0.0.1:${port}/hook`)).toEqual({ status: 204 })
    expect(requests).toMatchObject([{ url: '/hook', body: '{"a":"ü"}', headers: { 'steno-event': 'test' } }])
  })

  it('goes to the very address that was judged', async () => {
    expect(await post(`http://hooks.example.org:${port}/`, { resolve: names('127.0.0.1') })).toEqual({ status: 204 })
  })

  it('calls nothing of this machine or its network, by address or by name, and not where one of many is', async () => {
    requests = []
    const refused = { trouble: 'address_refused' }
    const guarded = { allowsPrivate: false }
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433', '10.0.0.1']) {
      await expect(post(`http://${host}:${port}/`, guarded)).rejects.toMatchObject(refused)
    }
    for (const found of [['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['fe80::1'], ['169.254.169.254']]) {
      await expect(post(`http://a.example.org:${port}/`, { ...guarded, resolve: names(...found) })).rejects.toMatchObject(refused)
    }
    expect(requests).toEqual([])
  })

  it('follows no redirect', async () => {
    requests = []
    expect(await post(`http://127.0.0.1:${port}/redirect`)).toEqual({ status: 302 })
    expect(requests).toHaveLength(1)
  })

  it('waits for no answer for long, and reads none that is long', async () => {
    await expect(post(`http://127.0.0.1:${port}/silent`, { timeoutMs: 50 })).rejects.toMatchObject({ trouble: 'too_slow' })
    expect(await post(`http://127.0.0.1:${port}/flood`)).toEqual({ status: 200 })
    const stop = AbortSignal.abort(new Error('stopping'))
    await expect(post(`http://127.0.0.1:${port}/silent`, { signal: stop })).rejects.toThrow('stopping')
  })

  it('tells an unknown name from a closed door', async () => {
    await expect(post(`http://a.example.org:${port}/`, { resolve: names() })).rejects.toMatchObject({ trouble: 'name_unknown' })
    await expect(post('http://127.0.0.1:1/')).rejects.toMatchObject({ trouble: 'unreachable' })
  })
})

it('knows which addresses are public', () => {
  for (const address of ['93.184.216.34', '8.8.8.8', '2606:4700::1', '2a00:1450:4001:81b::200e']) {
    expect(isPublicAddress(address), address).toBe(true)
  }
  const special = [
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '127.9.9.9', '169.254.169.254', '172.31.0.1', '192.168.1.1', '198.18.0.1', '224.0.0.1',
    '255.255.255.255', '::', '::1', '::ffff:8.8.8.8', '64:ff9b::7f00:1', 'fc00::1', 'fd12::1', 'fe80::1', 'ff02::1', '2001::1', '2002:7f00:1::',
    'example.org', '',
  ]
  for (const address of special) expect(isPublicAddress(address), address).toBe(false)
})

it('takes only addresses that may be called', () => {
  expect(parseWebhookUrl(' https://Example.org/hook?a=1 ', false)).toBe('https://example.org/hook?a=1')
  expect(parseWebhookUrl('http://localhost:9000/x', true)).toBe('http://localhost:9000/x')
  const refused = [
    '', 'nothing', 'http://example.org/', 'ftp://example.org/', 'https://localhost/', 'https://intranet/', 'https://10.0.0.1/',
    'https://[::1]/', 'https://user:word@example.org/', 'https://example.org/#x', `https://example.org/${'x'.repeat(3000)}`,
  ]
  for (const url of refused) {
    expect(() => parseWebhookUrl(url, false), url).toThrow(expect.objectContaining({ params: { field: 'url' } }))
  }
})

it('signs time and body with a secret of its own for each webhook', () => {
  const secret = webhookSecret('of the installation', 'salt')
  expect(secret).toMatch(/^whsec_[\w-]{43}$/)
  expect(webhookSecret('of the installation', 'other')).not.toBe(secret)
  // `printf '1700000000.{}' | openssl dgst -sha256 -hmac secret` says the same.
  expect(signDelivery(['secret'], '{}', 1_700_000_000_900)).toBe(
    't=1700000000,v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163')
  expect(signDelivery(['secret'], '{}', 0)).not.toBe(signDelivery(['secret'], '{} ', 0))
})
