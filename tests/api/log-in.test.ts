import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { signAccessToken } from '#domain/tokens/access-token.server'
import { useApiHouse } from '#tests/support/api-house'

const api = useApiHouse()
const cathy = { email: 'cathy@example.com', userName: 'Cathy', password: 'correct horse battery' }
const login = { email: cathy.email, password: cathy.password }
let cathyId: string

beforeAll(async () => {
  const { accessToken } = await api.guest.steno.account.register({ ...cathy, locale: 'vi' })
  cathyId = (await userOf(accessToken).steno.account.me()).id
})

const logIn = () => api.guest.steno.account.logIn(login.email, login.password)
const userOf = (accessToken: string) => api.guest.as(accessToken)

describe('registering', () => {
  it('makes an account and logs in', async () => {
    const session = await api.guest.steno.account.register({ email: 'dan@example.com', userName: 'Dan', password: cathy.password })
    expect(session).toMatchObject({ tokenType: 'Bearer', expiresIn: 900 })
    expect(await userOf(session.accessToken).steno.account.me()).toMatchObject({
      email: 'dan@example.com', userName: 'Dan', plan: 'FREE', role: 'user', locale: null,
      credential: { kind: 'login', name: null, scopes: expect.arrayContaining(['recordings:write', 'account:read']) },
    })
  })

  it.each([
    ['email_taken', 'email', { email: 'CATHY@example.com' }], ['bad_request', 'email', { email: 'x' }],
    ['bad_request', 'password', { password: 'short' }], ['bad_request', 'userName', { userName: '' }],
    ['bad_request', 'locale', { locale: 'tlh' }],
  ])('is refused with %s at %s', async (code, field, bad) => {
    const { json } = await api.guest.refused(code, 'POST', '/auth/register', { ...cathy, email: 'new@example.com', ...bad })
    expect(json.field).toBe(field)
  })
})

describe('logging in', () => {
  it('is refused in the same words for a wrong password and an unknown address', async () => {
    const wrong = await api.guest.refused('wrong_credentials', 'POST', '/auth/login', { ...login, password: 'wrong wrong' })
    const unknown = await api.guest.refused('wrong_credentials', 'POST', '/auth/login', { ...login, email: 'nobody@example.com' })
    expect(unknown.json.detail).toBe(wrong.json.detail)
  })

  it('is limited, and says when to come again', async () => {
    const guesser = api.guest.as('')
    const guess = () => guesser.post('/auth/login', { ...login, password: 'wrong wrong' })
    let answer = await guess()
    for (let left = 15; answer.status === 401 && left > 0; left--) answer = await guess()
    expect([answer.status, answer.json.code]).toEqual([429, 'too_many_attempts'])
    expect(answer.headers.get('Retry-After')).toBe(String(answer.json.params.retryMinutes * 60))
  })

  it('renews, once for each refresh token, and a second use ends it for everybody', async () => {
    const first = await logIn()
    const second = (await api.guest.post('/auth/refresh', { refreshToken: first.refreshToken })).json
    const third = (await api.guest.post('/auth/refresh', { refreshToken: second.refreshToken })).json
    expect((await userOf(third.accessToken).steno.account.me()).id).toBe(cathyId)
    await api.guest.refused('unauthenticated', 'POST', '/auth/refresh', { refreshToken: first.refreshToken })
    await api.guest.refused('unauthenticated', 'POST', '/auth/refresh', { refreshToken: third.refreshToken })
    for (const { accessToken } of [first, second, third]) await userOf(accessToken).refused('unauthenticated', 'GET', '/me')
  })

  it('ends by logging out, at once, and nobody else’s with it', async () => {
    const [here, there] = [await logIn(), await logIn()]
    expect((await api.guest.post('/auth/logout', { refreshToken: here.refreshToken })).status).toBe(204)
    await userOf(here.accessToken).refused('unauthenticated', 'GET', '/me')
    await api.guest.refused('unauthenticated', 'POST', '/auth/refresh', { refreshToken: here.refreshToken })
    expect((await userOf(there.accessToken).get('/me')).status).toBe(200)
    expect((await api.guest.post('/auth/logout', { refreshToken: 'nobody’s' })).status).toBe(204)
  })
})

describe('an access token', () => {
  it('is no refresh token, and no API key', async () => {
    const { accessToken, refreshToken } = await logIn()
    await api.guest.refused('bad_request', 'POST', '/auth/refresh', { refreshToken: accessToken })
    await userOf(refreshToken).refused('unauthenticated', 'GET', '/me')
  })

  it('is refused where it was made for something else, or for a log-in that is not there', async () => {
    const { services } = api.house
    const { accessToken } = await logIn()
    const { sid } = JSON.parse(Buffer.from(accessToken.split('.')[1]!, 'base64url').toString()) as { sid: string }
    const claims = { userId: cathyId, familyId: sid }
    const { publicUrl, secrets } = services.config
    const own = { issuer: publicUrl, audience: `${publicUrl}/api/v1`, secrets }
    expect((await userOf(signAccessToken(own, claims)).steno.account.me()).id).toBe(cathyId)
    for (const [house, from] of [
      [{ ...own, audience: publicUrl }, claims], [{ ...own, issuer: 'https://other.example' }, claims],
      [{ ...own, secrets: ['another secret'] }, claims], [own, { ...claims, userId: api.annId }],
      [own, { ...claims, familyId: cathyId }],
    ] as const) {
      await userOf(signAccessToken(house, from)).refused('unauthenticated', 'GET', '/me')
    }
    await userOf(signAccessToken(own, claims, Date.now() - 16 * 60_000)).refused('unauthenticated', 'GET', '/me')
  })

  it('ends with the account', async () => {
    const { accessToken, refreshToken } = await api.guest.steno.account.register({ ...cathy, email: 'eve@example.com' })
    const eve = userOf(accessToken)
    await api.house.db.execute(sql`update users set status = 'suspended' where email = 'eve@example.com'`)
    await eve.refused('unauthenticated', 'GET', '/me')
    await api.guest.refused('forbidden', 'POST', '/auth/login', { ...login, email: 'eve@example.com' })
    await api.guest.refused('unauthenticated', 'POST', '/auth/refresh', { refreshToken })
    await api.house.db.execute(sql`delete from users where email = 'eve@example.com'`)
    await eve.refused('unauthenticated', 'GET', '/me')
  })
})
