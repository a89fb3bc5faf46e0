import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { addUser } from '#tests/db/test-accounts'
import { useDatabase } from '#tests/db/use-database'
import { listMonthUsage, recordUsage, type UsageToRecord } from './usage.server'

const database = useDatabase()
const call = (userId: string, more: Partial<UsageToRecord> = {}): UsageToRecord => ({
  userId, purpose: 'answer', model: 'small', inputTokens: 1000, outputTokens: 100, isEstimated: false, ...more,
})

it('adds up calls of one month, apart by purpose, and nobody else’s', async () => {
  const { db } = database
  const [me, other] = [await addUser(db), await addUser(db)]
  const prices = { input: 0.5, output: 2 }
  await Promise.all([recordUsage(db, call(me), prices), recordUsage(db, call(me), prices)])
  await recordUsage(db, call(me, { purpose: 'summary', isEstimated: true }), null)
  await recordUsage(db, call(other), prices)
  expect(await listMonthUsage(db, me)).toEqual([
    {
      purpose: 'answer', model: 'small', calls: 2, inputTokens: 2000, outputTokens: 200, characters: 0,
      costMicros: 1400, isPartial: false,
    },
    {
      purpose: 'summary', model: 'small', calls: 1, inputTokens: 1000, outputTokens: 100, characters: 0,
      costMicros: null, isPartial: true,
    },
  ])
})

it('forgets other months', async () => {
  const { db } = database
  const me = await addUser(db)
  await recordUsage(db, call(me), null)
  await db.execute(sql`update provider_usage set month = month - interval '1 month' where user_id = ${me}`)
  expect(await listMonthUsage(db, me)).toEqual([])
})
