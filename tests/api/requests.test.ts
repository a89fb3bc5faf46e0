import http from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { useApiHouse } from '#tests/support/api-house'

const api = useApiHouse({ apiOrigins: ['https://pages.example'] })

describe('what cannot be understood', () => {
  it('is a problem with a type, a sentence, a code and the request’s name', async () => {
    const { json, headers } = await api.ann.refused('not_found', 'GET', '/nowhere')
    expect(json).toEqual({
      type: '/developers#not_found', title: 'Not found', status: 404, code: 'not_found', retryable: false,
      detail: expect.stringContaining('/api/v1/openapi.json'), requestId: headers.get('X-Request-Id'),
    })
    expect(headers.get('Content-Type')).toBe('application/problem+json; charset=utf-8')
  })

  it('names the methods that an address takes', async () => {
    const { headers } = await api.ann.refused('method_not_allowed', 'DELETE', '/me')
    expect(headers.get('Allow')).toBe('GET, HEAD, OPTIONS')
    const asked = await api.guest.open('OPTIONS', '/auth/login')
    expect([asked.status, asked.headers.get('Allow')]).toEqual([204, 'POST, OPTIONS'])
    const head = await api.ann.open('HEAD', '/me')
    expect([head.status, await head.text()]).toEqual([200, ''])
  })

  it.each([
    ['unsupported_media_type', 'text/plain', '{}'],
    ['unsupported_media_type', 'application/x-www-form-urlencoded', 'email=a'],
    ['bad_request', 'application/json', '{"email": '],
    ['bad_request', 'application/json', ''],
    ['bad_request', 'application/json', '[]'],
    ['form_too_large', 'application/json', JSON.stringify({ email: 'x'.repeat(limits.requestFormBytesMax) })],
  ])('is refused with %s where it is %s', async (code, type, body) => {
    const { json } = await (await api.newcomer()).client.send('POST', '/auth/login', { 'Content-Type': type }, body)
    expect(json.code).toBe(code)
  })

  it('is refused where it is no text, or has no type', async () => {
    const bytes = new Uint8Array([0x22, 0xff, 0x22])
    expect((await api.guest.send('POST', '/auth/login', { 'Content-Type': 'application/json' }, bytes)).json.code).toBe('bad_request')
    expect((await api.guest.send('POST', '/auth/login', {}, bytes)).json.code).toBe('unsupported_media_type')
  })

  it('is refused where it is packed', async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }
    const { json } = await api.guest.send('POST', '/auth/login', headers, gzipSync('{"email":"a","password":"b"}'))
    expect(json.code).toBe('unsupported_media_type')
  })

  it('names the field that is wrong, and those that nobody knows', async () => {
    const wrong = await api.guest.refused('bad_request', 'POST', '/auth/login', { email: 1, password: 'x' })
    expect(wrong.json.field).toBe('email')
    const unknown = await api.guest.refused('bad_request', 'POST', '/auth/login', { email: 'a', password: 'x', otp: 1 })
    expect(unknown.json.detail).toContain('otp')
  })

  it('is measured as it comes where its length is not said', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' }
      const request = http.request(`${api.url}/api/v1/auth/login`, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode)
        response.resume()
      })
      request.on('error', reject)
      request.write('"')
      request.end(`${'x'.repeat(limits.requestFormBytesMax)}"`)
    })
    expect(status).toBe(413)
  })

  it('is refused where the address cannot be decoded', async () => {
    expect((await api.ann.get('/recordings/%E0%A4%A')).json.code).toBe('bad_request')
  })
})

describe('pages of other sites', () => {
  it('may use the API from the origins that are configured, without cookies', async () => {
    const { headers } = await api.ann.get('/me', { 'Origin': 'https://pages.example', 'Sec-Fetch-Site': 'cross-site' })
    expect(headers.get('Access-Control-Allow-Origin')).toBe('https://pages.example')
    expect(headers.get('Access-Control-Allow-Credentials')).toBeNull()
    expect(headers.get('Vary')).toContain('Origin')
  })

  it('may ask before they do', async () => {
    const asking = { 'Origin': 'https://pages.example', 'Access-Control-Request-Method': 'PATCH' }
    const { status, headers } = await api.guest.open('OPTIONS', '/me', asking)
    expect(status).toBe(204)
    expect(headers.get('Access-Control-Allow-Methods')).toContain('PATCH')
    expect(headers.get('Access-Control-Allow-Headers')).toContain('Authorization')
  })

  it('are told nothing that lets a browser show them an answer elsewhere', async () => {
    const { headers } = await api.ann.get('/me', { Origin: 'https://evil.example' })
    expect(headers.get('Access-Control-Allow-Origin')).toBeNull()
    expect(headers.get('Vary')).toContain('Origin')
  })
})

describe('the rate of requests', () => {
  it('is told in every answer, and ends in a refusal that says when to come again', async () => {
    const { client } = await api.newcomer('FREE')
    const first = await client.get('/me')
    expect(first.headers.get('RateLimit-Limit')).toBe(String(limits.apiRequestsFreeMax))
    expect(first.headers.get('RateLimit-Remaining')).toBe(String(limits.apiRequestsFreeMax - 1))
    expect(Number(first.headers.get('RateLimit-Reset'))).toBeLessThanOrEqual(60)
    for (let left = limits.apiRequestsFreeMax - 1; left > 0; left--) expect((await client.open('HEAD', '/me')).status).toBe(200)
    const { headers, json } = await client.refused('rate_limited', 'GET', '/me')
    expect(headers.get('Retry-After')).toBe(headers.get('RateLimit-Reset'))
    expect(headers.get('RateLimit-Remaining')).toBe('0')
    expect(json.retryable).toBe(true)
  })
})
