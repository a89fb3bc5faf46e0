import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { recordingStatuses, type RecordingStatus } from '#db/schema/recordings'
import { create, one, setStatus } from './procedures'
import { addUser } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase()

const legal: Record<RecordingStatus, RecordingStatus[]> = {
  uploading: ['queued', 'failed', 'cancelled'],
  queued: ['processing', 'failed', 'cancelled'],
  processing: ['queued', 'done', 'failed', 'cancelled'],
  done: [],
  failed: ['queued'],
  cancelled: ['queued'],
}

/** The shortest legal way to each status. */
const way: Record<RecordingStatus, RecordingStatus[]> = {
  uploading: [],
  queued: ['queued'],
  processing: ['queued', 'processing'],
  done: ['queued', 'processing', 'done'],
  failed: ['failed'],
  cancelled: ['cancelled'],
}

const steps = recordingStatuses.flatMap((from) =>
  recordingStatuses.map((to) => ({ from, to, isLegal: from === to || legal[from].includes(to) })),
)

async function recordingIn(status: RecordingStatus): Promise<string> {
  const { id } = await create(test.db, await addUser(test.db))
  for (const step of way[status]) await setStatus(test.db, id!, step)
  return id!
}

const rowOf = (id: string) => one(test.db, sql`select * from recordings where id = ${id}`)

describe('a status step', () => {
  it.each(steps.filter((step) => step.isLegal))('from $from to $to is accepted', async ({ from, to }) => {
    const id = await recordingIn(from)
    await setStatus(test.db, id, to)
    expect((await rowOf(id)).status).toBe(to)
  })

  it.each(steps.filter((step) => !step.isLegal))('from $from to $to is refused', async ({ from, to }) => {
    const id = await recordingIn(from)
    const before = await rowOf(id)
    await expect(setStatus(test.db, id, to)).rejects.toMatchObject({
      cause: { code: 'SN001', message: `a recording cannot go from ${from} to ${to}` },
    })
    expect(await rowOf(id)).toEqual(before)
  })

  it('to a status that does not exist is refused', async () => {
    await expect(setStatus(test.db, await recordingIn('queued'), 'sleeping')).rejects.toMatchObject({
      cause: { code: 'SN001' },
    })
  })
})

describe('a new recording', () => {
  const insert = async (source: string, status: string) =>
    test.db.execute(sql`
    insert into recordings (user_id, source, language, status)
    values (${await addUser(test.db)}, ${source}, 'en', ${status}) returning id`)
  const pairs = ['upload', 'realtime', 'telegraph'].flatMap((source) =>
    recordingStatuses.map((status) => ({ source, status })),
  )
  const isLegal = ({ source, status }: { source: string; status: string }) =>
    (source === 'upload' && status === 'uploading') || (source === 'realtime' && status === 'processing')

  it.each(pairs.filter((pair) => !isLegal(pair)))(
    'from $source does not begin as $status',
    async ({ source, status }) => {
      await expect(insert(source, status)).rejects.toMatchObject({ cause: { code: 'SN001' } })
    },
  )

  it.each(pairs.filter(isLegal))('from $source begins as $status', async ({ source, status }) => {
    expect((await insert(source, status)).rowCount).toBe(1)
  })
})

describe('a step notes the time', () => {
  it('of queueing, beginning and ending', async () => {
    const id = await recordingIn('uploading')
    expect(await rowOf(id)).toMatchObject({ queued_at: null, started_at: null, completed_at: null })
    await setStatus(test.db, id, 'queued')
    expect(await rowOf(id)).toMatchObject({ queued_at: expect.any(String), started_at: null })
    await setStatus(test.db, id, 'processing')
    expect(await rowOf(id)).toMatchObject({ started_at: expect.any(String), completed_at: null })
    await setStatus(test.db, id, 'failed')
    expect(await rowOf(id)).toMatchObject({ completed_at: expect.any(String), counted: false, charged_ms: '0' })
    await setStatus(test.db, id, 'queued')
    expect(await rowOf(id)).toMatchObject({ completed_at: null })
  })
})
