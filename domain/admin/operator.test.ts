import { expect, it } from 'vitest'
import { useDatabase } from '#tests/db/use-database'
import { registerUser } from '../accounts/register-user.server'
import { createSession, getSessionUser } from '../accounts/sessions.server'
import { beginFamily, renewFamily } from '../tokens/refresh-tokens.server'
import { listAudit } from './audit.server'
import { getListedUser } from './list-users.server'
import { addAccount, setPassword } from './operator.server'

const test = useDatabase()
const PASSWORD = 'correct horse'

it('adds an account, an administrator’s where that is wanted, and it is written down', async () => {
  await registerUser(test.db, { email: 'first@example.org', userName: 'First', password: PASSWORD })
  const input = { userName: 'Ann', password: PASSWORD, isAdmin: false }
  expect(await addAccount(test.db, { ...input, email: ' Ann@Example.org ' })).toEqual({ email: 'ann@example.org', role: 'user' })
  expect(await addAccount(test.db, { ...input, email: 'bob@example.org', isAdmin: true })).toEqual({ email: 'bob@example.org', role: 'admin' })
  const { items } = await listAudit(test.db, null)
  expect(items).toMatchObject([
    { actorEmail: 'operator', action: 'user.add', subject: 'bob@example.org', details: { role: 'admin' }, address: 'npm run accounts' },
    { action: 'user.add', subject: 'ann@example.org', details: { role: 'user' } },
  ])
  expect(await getListedUser(test.db, items[0]!.subjectId!)).toMatchObject({ role: 'admin', planCode: 'FREE' })
  await expect(addAccount(test.db, { ...input, email: 'ann@example.org' })).rejects.toMatchObject({ code: 'email_taken' })
  expect((await listAudit(test.db, null)).items).toHaveLength(2)
})

it('sets a forgotten password by the rules of registration, ends every log-in, and it is written down', async () => {
  const email = 'carl@example.org'
  const { userId } = await registerUser(test.db, { email, userName: 'Carl', password: PASSWORD })
  const { token } = await createSession(test.db, { userId, userAgent: null })
  const { refreshToken } = await beginFamily(test.db, userId)
  for (const [password, code] of [['short', 'bad_request'], ['1234567890', 'password_common'], [email, 'password_common']] as const) {
    await expect(setPassword(test.db, { email, password })).rejects.toMatchObject({ code, params: { field: 'password' } })
  }
  expect(await getSessionUser(test.db, token)).toMatchObject({ id: userId })
  expect(await setPassword(test.db, { email: 'CARL@example.org', password: 'another horse' })).toEqual({ email, status: 'active' })
  expect(await getSessionUser(test.db, token)).toBeNull()
  await expect(renewFamily(test.db, refreshToken)).rejects.toMatchObject({ code: 'unauthenticated' })
  const [entry] = (await listAudit(test.db, null)).items
  expect(entry).toMatchObject({ actorEmail: 'operator', action: 'user.password', subjectId: userId, subject: email, details: {} })
})

it('tells of an account that there is not', async () => {
  await expect(setPassword(test.db, { email: 'nobody@example.org', password: PASSWORD })).rejects.toMatchObject({ code: 'not_found' })
})
