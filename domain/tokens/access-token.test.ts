import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { limits } from '../limits/limits'
import { signAccessToken, verifyAccessToken, type TokenHouse } from './access-token.server'

const house: TokenHouse = { issuer: 'https://steno.example', audience: 'https://steno.example/api/v1', secrets: ['new', 'old'] }
const claims = { userId: '8d3d1f8e-0b1a-4c53-9f06-0d2a6d2b7c11', familyId: '0b7f6e8c-6a43-4f0e-8a54-7f3f1b1c9d22' }
const token = signAccessToken(house, claims)
const [head, body, signature] = token.split('.') as [string, string, string]

const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
const write = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
/** Signs whatever it is given, with the key that Steno itself would take. */
function forge(header: object, payload: object, algorithm = 'sha256'): string {
  const key = createHmac('sha256', 'new').update('steno access token').digest()
  const text = `${write(header)}.${write(payload)}`
  return `${text}.${createHmac(algorithm, key).update(text).digest('base64url')}`
}

describe('an access token', () => {
  it('tells whose it is, for a quarter of an hour', () => {
    const now = Date.now()
    expect(verifyAccessToken(house, token)).toEqual(claims)
    expect(verifyAccessToken(house, token, now + limits.accessTokenMs - 2000)).toEqual(claims)
    expect(verifyAccessToken(house, token, now + limits.accessTokenMs + 1000)).toBeNull()
  })

  it('says in its head by which key it is signed, and of what kind it is', () => {
    expect(read(head)).toEqual({ alg: 'HS256', typ: 'at+jwt', kid: expect.stringMatching(/^[\w-]{12}$/) })
    expect(read(body)).toMatchObject({ iss: house.issuer, aud: house.audience, sub: claims.userId, sid: claims.familyId })
  })

  it('is still good when the secret has been changed, as long as the old one is kept', () => {
    const before = signAccessToken({ ...house, secrets: ['old'] }, claims)
    expect(verifyAccessToken(house, before)).toEqual(claims)
    expect(verifyAccessToken({ ...house, secrets: ['new'] }, before)).toBeNull()
  })

  it('can be forged by whoever has the key, which is what the next tests rest on', () => {
    expect(verifyAccessToken(house, forge(read(head), read(body)))).toEqual(claims)
  })

  it.each([
    ['says that it needs no signature', `${write({ ...read(head), alg: 'none' })}.${body}.`],
    ['says so and keeps one', forge({ ...read(head), alg: 'none' }, read(body))],
    ['says so without saying a key', `${write({ alg: 'none', typ: 'at+jwt' })}.${body}.`],
    ['is signed with another algorithm', forge({ ...read(head), alg: 'HS512' }, read(body), 'sha512')],
    ['claims an asymmetric one', forge({ ...read(head), alg: 'RS256' }, read(body))],
    ['is of another kind', forge({ ...read(head), typ: 'JWT' }, read(body))],
    ['brings its own key', forge({ ...read(head), jwk: { kty: 'oct', k: 'AAAA' } }, read(body))],
    ['names an unknown key', forge({ ...read(head), kid: 'aaaaaaaaaaaa' }, read(body))],
    ['names a key by a path', forge({ ...read(head), kid: '../../dev/null' }, read(body))],
    ['is for another audience', forge(read(head), { ...read(body), aud: 'https://steno.example' })],
    ['is for several', forge(read(head), { ...read(body), aud: [house.audience, 'https://other.example'] })],
    ['comes from another issuer', forge(read(head), { ...read(body), iss: 'https://other.example' })],
    ['does not end', forge(read(head), { ...read(body), exp: undefined })],
    ['ends at no number', forge(read(head), { ...read(body), exp: '9999999999' })],
    ['is nobody’s', forge(read(head), { ...read(body), sub: 'admin' })],
    ['claims more', forge(read(head), { ...read(body), role: 'admin' })],
    ['has other claims than were signed', `${head}.${write({ ...read(body), sub: claims.familyId })}.${signature}`],
    ['has a signature cut short', `${head}.${body}.${signature.slice(0, -1)}`],
    ['has a signature with padding', `${token}=`],
    ['has more parts', `${token}.`],
    ['has no parts', 'steno'],
    ['is empty', ''],
    ['is no JSON', `${Buffer.from('{').toString('base64url')}.${body}.${signature}`],
  ])('is refused where it %s', (_what, forged) => {
    expect(verifyAccessToken(house, forged)).toBeNull()
  })

  it('of another secret, also with the right key id, is refused', () => {
    const other = signAccessToken({ ...house, secrets: ['another'] }, claims)
    const [, otherBody, otherSignature] = other.split('.')
    expect(verifyAccessToken(house, other)).toBeNull()
    expect(verifyAccessToken(house, `${head}.${otherBody}.${otherSignature}`)).toBeNull()
  })
})
