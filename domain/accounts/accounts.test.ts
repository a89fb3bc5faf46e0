import { eq, sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { userProfiles } from '#db/schema/user-profiles'
import { useDatabase } from '#tests/db/use-database'
import { one } from '#tests/db/procedures'
import { addRecording } from '#tests/db/test-accounts'
import { limits } from '../limits/limits'
import { changePassword } from './change-password.server'
import { deleteAccount } from './delete-account.server'
import { changePlan, getUsage, listPlans, switchPlan } from './plan.server'
import { updateProfile } from './profile.server'
import { registerUser } from './register-user.server'
import { createSession, deleteExpiredSessions, deleteSession, getSessionUser } from './sessions.server'
import { verifyLogin } from './verify-login.server'

const test = useDatabase()

const PASSWORD = 'correct horse'
let made = 0
const freshEmail = () => `ann${++made}@example.org`

/** The row as it is stored. */
async function profileOf(userId: string) {
  const [row] = await test.db.select().from(userProfiles).where(eq(userProfiles.userId, userId))
  return row
}

async function register(email = freshEmail()) {
  const { userId } = await registerUser(test.db, { email, userName: 'Ann', password: PASSWORD })
  return { userId, email }
}
const logIn = (email: string, password = PASSWORD) =>
  verifyLogin(test.db, { email, password, address: `10.0.0.${++made}`, device: null })

describe('registering', () => {
  it.each([
    ['email', { email: 'no address' }],
    ['email', { email: `${'a'.repeat(250)}@example.org` }],
    ['email', { email: 'ann\0@example.org' }],
    ['userName', { userName: '   ' }],
    ['userName', { userName: 'x'.repeat(limits.nameCharsMax + 1) }],
    ['userName', { userName: 'a\u0007b' }],
    ['password', { password: 'x'.repeat(limits.passwordCharsMin - 1) }],
    ['password', { password: 'x'.repeat(limits.passwordCharsMax + 1) }],
    ['locale', { locale: 'tlh' as 'en' }],
  ])('refuses a bad %s and names the field', async (field, bad) => {
    const input = { email: freshEmail(), userName: 'Ann', password: PASSWORD, ...bad }
    await expect(registerUser(test.db, input)).rejects.toMatchObject({
      code: 'bad_request',
      status: 400,
      params: { field },
    })
    expect(
      await one(test.db, sql`select count(*)::int as n from users where email = ${input.email.replace('\0', '')}`),
    ).toEqual({ n: 0 })
  })

  it.each(['Q1w2e3r4t5', '1234567890', 'its own address'])('refuses the password %s, which others would try first', async (bad) => {
    const email = freshEmail()
    const common = bad === 'its own address' ? email.toUpperCase() : bad
    const registering = registerUser(test.db, { email, userName: 'Ann', password: common })
    await expect(registering).rejects.toMatchObject({ code: 'password_common', params: { field: 'password' } })
    const { userId } = await registerUser(test.db, { email, userName: 'Ann', password: PASSWORD })
    const changing = changePassword(test.db, userId, { current: PASSWORD, next: common })
    await expect(changing).rejects.toMatchObject({ code: 'password_common', params: { field: 'next' } })
    expect(await logIn(email)).toEqual({ userId })
  })

  it('makes no account but the first where only that is wanted', async () => {
    await register()
    const input = { email: freshEmail(), userName: 'Ann', password: PASSWORD }
    await expect(registerUser(test.db, input, { onlyFirst: true })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(logIn(input.email)).rejects.toMatchObject({ code: 'wrong_credentials' })
  })

  it('takes any password that is long enough, and any script', async () => {
    const email = freshEmail()
    const password = 'mật khẩu 密碼'
    const { userId } = await registerUser(test.db, {
      email: ` ${email.toUpperCase()} `,
      userName: ' Họp ',
      password,
      locale: 'vi',
    })
    expect(await logIn(email, password)).toEqual({ userId })
    expect(await profileOf(userId)).toMatchObject({ name: 'Họp', locale: 'vi', avatarUrl: null })
  })

  it('stores an argon2id hash with the stated cost', async () => {
    const { userId } = await register()
    const { password_hash: hash } = await one(test.db, sql`select password_hash from users where id = ${userId}`)
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('refuses an address that is taken, in any case, also when two come at once', async () => {
    const { email } = await register()
    await expect(register(email.toUpperCase())).rejects.toMatchObject({
      code: 'email_taken',
      params: { field: 'email' },
    })
    const twice = freshEmail()
    const results = await Promise.allSettled([register(twice), register(twice), register(twice)])
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  })
})

describe('sessions', () => {
  it('know their user, by a token that the database does not hold', async () => {
    const { userId, email } = await register()
    const { token, expiresAt } = await createSession(test.db, { userId, userAgent: 'x'.repeat(5000) })
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(await getSessionUser(test.db, token)).toEqual({
      id: userId,
      email,
      userName: 'Ann',
      role: expect.any(String),
      name: 'Ann',
      avatarUrl: null,
      locale: null,
      sessionExpiresAt: expiresAt,
    })
    const { stored } = await one<{ stored: string }>(
      test.db,
      sql`select user_sessions::text as stored from user_sessions where user_id = ${userId}`,
    )
    expect(stored).not.toContain(token)
    for (const other of ['', token.slice(1), `${token}x`, '\0']) expect(await getSessionUser(test.db, other)).toBeNull()
  })

  it('end at log-out, when their time is over, and when the account is suspended', async () => {
    const { userId } = await register()
    const open = () => createSession(test.db, { userId, userAgent: null })
    const [one, two] = [await open(), await open()]
    await deleteSession(test.db, one.token)
    expect(await getSessionUser(test.db, one.token)).toBeNull()
    await test.db.execute(
      sql`update user_sessions set expires_at = now() - interval '1 second' where user_id = ${userId}`,
    )
    expect(await getSessionUser(test.db, two.token)).toBeNull()
    expect(await deleteExpiredSessions(test.db)).toBe(1)
    const three = await open()
    expect(await getSessionUser(test.db, three.token)).not.toBeNull()
    await test.db.execute(sql`update users set status = 'suspended' where id = ${userId}`)
    expect(await getSessionUser(test.db, three.token)).toBeNull()
  })

  it('are prolonged by use, at most once a day', async () => {
    const { userId } = await register()
    const { token, expiresAt } = await createSession(test.db, { userId, userAgent: null })
    expect((await getSessionUser(test.db, token))?.sessionExpiresAt).toEqual(expiresAt)
    await test.db.execute(
      sql`update user_sessions set expires_at = now() + interval '1 hour' where user_id = ${userId}`,
    )
    const prolonged = (await getSessionUser(test.db, token))!.sessionExpiresAt
    expect(prolonged.getTime()).toBeGreaterThanOrEqual(expiresAt.getTime())
    expect((await getSessionUser(test.db, token))?.sessionExpiresAt).toEqual(prolonged)
  })
})

describe('an account', () => {
  it('changes its name and language', async () => {
    const { userId } = await register()
    await updateProfile(test.db, userId, { name: '  王小明 ', locale: 'zh-TW' })
    expect(await profileOf(userId)).toMatchObject({ name: '王小明', locale: 'zh-TW' })
    await expect(updateProfile(test.db, userId, { name: '', locale: null })).rejects.toMatchObject({
      params: { field: 'name' },
    })
  })

  it('changes its password, which ends the other sessions', async () => {
    const { userId, email } = await register()
    const open = () => createSession(test.db, { userId, userAgent: null })
    const [here, there] = [await open(), await open()]
    const change = (current: string, next: string) =>
      changePassword(test.db, userId, { current, next, keepToken: here.token })
    await expect(change('wrong wrong', 'a new password')).rejects.toMatchObject({
      code: 'wrong_credentials',
      params: { field: 'current' },
    })
    await expect(change(PASSWORD, 'short')).rejects.toMatchObject({ code: 'bad_request', params: { field: 'next' } })
    expect(await getSessionUser(test.db, there.token)).not.toBeNull()
    await change(PASSWORD, 'a new password')
    expect(await getSessionUser(test.db, here.token)).not.toBeNull()
    expect(await getSessionUser(test.db, there.token)).toBeNull()
    await expect(logIn(email)).rejects.toMatchObject({ code: 'wrong_credentials' })
    expect(await logIn(email, 'a new password')).toEqual({ userId })
  })

  it('is switched by its user, unless administrators alone do that', async () => {
    const { userId: id } = await register()
    await switchPlan(test.db, { id, role: 'user' }, 'BASIC', 'users')
    const wish = switchPlan(test.db, { id, role: 'user' }, 'ENTERPRISE', 'administrators')
    await expect(wish).rejects.toMatchObject({ code: 'plan_by_administrators', status: 403 })
    expect((await getUsage(test.db, id)).planCode).toBe('BASIC')
    await switchPlan(test.db, { id, role: 'admin' }, 'PREMIUM', 'administrators')
    expect((await getUsage(test.db, id)).planCode).toBe('PREMIUM')
  })

  it('changes its plan and sees what it has used', async () => {
    const { userId } = await register()
    await addRecording(test.db, userId, { durationMs: 90_000 })
    expect((await listPlans(test.db)).map((plan) => plan.code)).toEqual(['FREE', 'BASIC', 'PREMIUM', 'ENTERPRISE'])
    await changePlan(test.db, userId, 'BASIC')
    const usage = await getUsage(test.db, userId)
    expect(usage).toEqual({
      planCode: 'BASIC',
      planName: 'Basic',
      recordingsTotal: 1,
      recordingsDone: 1,
      recordingsFailed: 0,
      audioMsDone: 90_000,
      storedBytes: 1000,
      cycleStart: expect.any(Date),
      cycleEnd: expect.any(Date),
      usageCount: 1,
      usageLimit: 500,
      usagePercent: 0.2,
      usedMs: 90_000,
      minutesLimit: 1200,
      minutesPercent: 0.1,
    })
    expect(usage.cycleStart.getTime()).toBeLessThanOrEqual(Date.now())
    await changePlan(test.db, userId, 'ENTERPRISE')
    expect(await getUsage(test.db, userId)).toMatchObject({
      usageLimit: null,
      usagePercent: null,
      minutesLimit: null,
      minutesPercent: null,
    })
    for (const code of ['GOLD', '', '\0']) {
      await expect(changePlan(test.db, userId, code)).rejects.toMatchObject({
        code: 'bad_request',
        params: { field: 'plan' },
      })
    }
  })

  it('is deleted with its password, and nothing of it stays but the keys of its objects', async () => {
    const { userId, email } = await register()
    const { token } = await createSession(test.db, { userId, userAgent: null })
    for (const until of ['done', 'queued', 'processing'] as const) await addRecording(test.db, userId, { until })
    await expect(deleteAccount(test.db, userId, { password: 'wrong wrong', session: null })).rejects.toMatchObject({
      code: 'wrong_credentials',
      params: { field: 'password' },
    })
    expect((await getUsage(test.db, userId)).recordingsTotal).toBe(3)
    await deleteAccount(test.db, userId, { password: PASSWORD, session: null })
    expect(await getSessionUser(test.db, token)).toBeNull()
    await expect(logIn(email)).rejects.toMatchObject({ code: 'wrong_credentials' })
    await expect(getUsage(test.db, userId)).rejects.toMatchObject({ code: 'no_subscription' })
    expect(
      await one(
        test.db,
        sql`select count(*)::int as n from object_deletions where object_key like ${`recordings/${userId}/%`}`,
      ),
    ).toEqual({ n: 3 })
    expect((await register(email)).userId).not.toBe(userId)
  })
})
