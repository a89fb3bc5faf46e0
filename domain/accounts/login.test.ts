import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { one } from '#tests/db/procedures'
import { useDatabase } from '#tests/db/use-database'
import { limits } from '../limits/limits'
import { changePassword } from './change-password.server'
import { deleteAccount } from './delete-account.server'
import { deleteExpiredLoginAttempts, networkOf } from './login-limits.server'
import { hashPassword, verifyPassword } from './password.server'
import { registerUser } from './register-user.server'
import { verifyLogin, type Device } from './verify-login.server'

const test = useDatabase({ connectionsMax: 20 })

const {
  loginAttemptsPerAccountMax: perAccount, loginAttemptsPerAddressMax: perAddress, loginAttemptsPerPairMax: perPair,
  loginAttemptsPerDeviceMax: perDevice, passwordPromptsPerSessionMax: perPrompt,
} = limits
const PASSWORD = 'correct horse'
let made = 0
let email: string
let userId: string
beforeEach(async () => {
  await test.db.execute(sql`delete from login_attempts`)
  email = `ben${++made}@example.org`
  userId = (await registerUser(test.db, { email, userName: 'Ben', password: PASSWORD })).userId
})

const logIn = (password: string, address = `10.1.${++made % 250}.1`, who = email, device: Device | null = null) =>
  verifyLogin(test.db, { email: who, password, address, device })
/** From a browser that has been logged in before. */
const logInHere = (password: string, address?: string) =>
  logIn(password, address, email, { id: 'laptop', accounts: ['someone else', userId] })
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'in',
    (error: { code: string }) => error.code,
  )
const times = (count: number) => Array.from({ length: count })

describe('logging in', () => {
  it('works with the address in any case', async () => {
    expect(await logIn(PASSWORD, undefined, ` ${email.toUpperCase()} `)).toEqual({ userId })
  })

  it('says the same of a wrong password and of an account that does not exist', async () => {
    const [wrong, unknown] = await Promise.all(
      [logIn('wrong wrong'), logIn(PASSWORD, undefined, 'nobody@example.org')].map((attempt) =>
        attempt.catch((error: unknown) => error),
      ),
    )
    expect(wrong).toMatchObject({ code: 'wrong_credentials', status: 401 })
    expect(unknown).toEqual(wrong)
  })

  it('spends a whole hash on an account that does not exist', async () => {
    const clock = async (work: () => Promise<unknown>) => {
      const began = process.cpuUsage().user
      for (let i = 0; i < 5; i++) await work()
      return process.cpuUsage().user - began
    }
    const hash = await hashPassword(PASSWORD)
    await verifyPassword(null, PASSWORD)
    const [known, unknown] = [
      await clock(() => verifyPassword(hash, 'wrong')),
      await clock(() => verifyPassword(null, 'wrong')),
    ]
    // Work done, not time passed; a decoy that is skipped would be a hundred times cheaper.
    expect(unknown).toBeGreaterThan(known / 4)
    expect(await verifyPassword(null, 'the password of nobody')).toBe(false)
  })

  it('refuses nonsense without a defect', async () => {
    for (const who of ['', 'x'.repeat(300), 'a\0b'])
      expect(await codeOf(logIn(PASSWORD, undefined, who))).toBe('bad_request')
    expect(await codeOf(logIn(''))).toBe('bad_request')
    expect(await codeOf(logIn('x'.repeat(1_000_000)))).toBe('wrong_credentials')
  })

  it('tells the owner, and nobody else, that the account is suspended', async () => {
    await test.db.execute(sql`update users set status = 'suspended' where id = ${userId}`)
    expect(await codeOf(logIn('wrong wrong'))).toBe('wrong_credentials')
    expect(await codeOf(logIn(PASSWORD))).toBe('forbidden')
  })
})

describe('attempts', () => {
  it('at one account from one address are limited, however many at once, and stop nobody else', async () => {
    const codes = await Promise.all(times(perPair + 5).map(() => codeOf(logIn('wrong wrong', '10.6.6.6'))))
    expect(codes.filter((code) => code === 'wrong_credentials')).toHaveLength(perPair)
    expect(codes.filter((code) => code === 'too_many_attempts')).toHaveLength(5)
    await expect(logIn(PASSWORD, '10.6.6.6')).rejects.toMatchObject({
      code: 'too_many_attempts',
      status: 429,
      params: { retryMinutes: limits.loginAttemptsWindowMs / 60_000 },
    })
    expect(await codeOf(logIn(PASSWORD))).toBe('in')
  })

  it('at accounts that do not exist are limited alike', async () => {
    const codes = await Promise.all(
      times(perPair + 1).map(() => codeOf(logIn('wrong wrong', '10.6.6.6', 'nobody@example.org'))),
    )
    expect(codes.filter((code) => code === 'too_many_attempts')).toHaveLength(1)
  })

  it('at one account from everywhere are limited, but not for a browser that it knows', async () => {
    await codeOf(logIn('wrong wrong'))
    await test.db.execute(sql`update login_attempts set count = ${perAccount} where key like 'account:%'`)
    expect(await codeOf(logIn(PASSWORD))).toBe('too_many_attempts')
    expect(await codeOf(logInHere(PASSWORD))).toBe('in')
  })

  it('that are refused for their address do not count against the account', async () => {
    await Promise.all(times(perPair + 5).map(() => codeOf(logIn('wrong wrong', '10.6.6.6'))))
    expect(await one(test.db, sql`select count from login_attempts where key like 'account:%'`)).toEqual({ count: perPair })
  })

  it('from a browser that the account knows have a limit of their own', async () => {
    for (const _ of times(perDevice)) expect(await codeOf(logInHere('wrong wrong'))).toBe('wrong_credentials')
    expect(await codeOf(logInHere(PASSWORD))).toBe('too_many_attempts')
    expect(await codeOf(logIn(PASSWORD))).toBe('in')
  })

  it('from one address are limited, whichever accounts they try', async () => {
    const tries = times(perAddress).map((_, i) => codeOf(logIn('wrong wrong', '2001:db8::1', `nobody${i}@example.org`)))
    expect(new Set(await Promise.all(tries))).toEqual(new Set(['wrong_credentials']))
    expect(await codeOf(logIn(PASSWORD, '2001:db8:0:0:ffff::9'))).toBe('too_many_attempts')
    expect(await codeOf(logIn(PASSWORD, '2001:db8:0:1::1'))).toBe('in')
    expect(await codeOf(logInHere(PASSWORD, '2001:db8::1'))).toBe('in')
  })

  it('are forgotten by a success, for the account at this address alone', async () => {
    const address = '10.9.9.9'
    for (const _ of times(perPair - 1)) expect(await codeOf(logIn('wrong wrong', address))).toBe('wrong_credentials')
    expect(await codeOf(logIn(PASSWORD, address))).toBe('in')
    expect(await codeOf(logIn('wrong wrong', address))).toBe('wrong_credentials')
    const { rows } = await test.db.execute(
      sql`select split_part(key, ':', 1) as kind, count from login_attempts order by 1`,
    )
    expect(rows).toEqual([
      { kind: 'account', count: perPair },
      { kind: 'address', count: perPair },
      { kind: 'pair', count: 1 },
    ])
  })

  it('are forgotten when their window is over', async () => {
    await Promise.all(times(perPair + 1).map(() => codeOf(logIn('wrong wrong', '10.6.6.6'))))
    await codeOf(logIn('wrong wrong'))
    await test.db.execute(sql`update login_attempts set window_end = now() - interval '1 second'`)
    expect(await codeOf(logIn(PASSWORD, '10.6.6.6'))).toBe('in')
    expect(await deleteExpiredLoginAttempts(test.db)).toBeGreaterThan(0)
    expect(
      await one(test.db, sql`select count(*) filter (where window_end <= now())::int as n from login_attempts`),
    ).toEqual({ n: 0 })
  })

  it('to guess the password from an open session are counted too, for each session and each question', async () => {
    const change = (current: string, keepToken: string) =>
      codeOf(changePassword(test.db, userId, { current, next: 'a new password', keepToken }))
    for (const _ of times(perPrompt)) expect(await change('wrong wrong', 'stolen')).toBe('wrong_credentials')
    expect(await change(PASSWORD, 'stolen')).toBe('too_many_attempts')
    expect(await codeOf(deleteAccount(test.db, userId, { password: 'wrong wrong', session: 'stolen' }))).toBe('wrong_credentials')
    expect(await codeOf(logIn(PASSWORD))).toBe('in')
    expect(await change(PASSWORD, 'own')).toBe('in')
  })

  it('of strangers do not keep the owner of an open session from what needs the password', async () => {
    for (const kind of ['account', 'address']) {
      await codeOf(logIn('wrong wrong'))
      await test.db.execute(sql`update login_attempts set count = 1000 where key like ${`${kind}:%`}`)
    }
    expect(await codeOf(deleteAccount(test.db, userId, { password: PASSWORD, session: 'own' }))).toBe('in')
  })

  it('are counted without names', async () => {
    await codeOf(logIn('wrong wrong', '10.7.7.7'))
    const { rows } = await test.db.execute<{ key: string }>(sql`select key from login_attempts`)
    expect(rows).toHaveLength(3)
    for (const { key } of rows) expect(key).toMatch(/^(account|address|pair):[0-9a-f]{64}$/)
  })
})

it.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::1', '0:0:0:0'],
  ['2001:DB8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:0db8:0000:0001::', '2001:db8:0:1'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['unknown', 'unknown'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
