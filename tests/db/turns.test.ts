import { sql } from 'drizzle-orm'
import { beforeEach, describe, expect, it } from 'vitest'
import { complete, one, postpone, requeue, setStatus } from './procedures'
import { addRecording, addUser, claim } from './test-accounts'
import { useDatabase } from './use-database'

const test = useDatabase({ connectionsMax: 20 })

beforeEach(async () => {
  await test.db.execute(sql`delete from recordings`)
})

/** Recordings that have a job, in the order in which the queue will run them. */
async function jobs(task = 'transcribe'): Promise<string[]> {
  const { rows } = await test.db.execute<{ id: string }>(sql`
    select j.payload->>'recordingId' as id
      from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = ${task} order by j.priority, j.run_at, j.id`)
  return rows.map((row) => row.id)
}

async function queue(userId: string, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let i = 0; i < count; i++) ids.push(await addRecording(test.db, userId, { until: 'queued', durationMs: 1000 }))
  return ids
}

/** As a worker does: takes the recording, finishes it, and its job is gone. */
async function work(id: string): Promise<void> {
  await complete(test.db, id, 1000, await claim(test.db, id))
  await test.db.execute(sql`select graphile_worker.remove_job(${`transcribe:${id}`})`)
}

describe('turns', () => {
  it('put one user’s single file right behind the few that another’s hundred may have in line', async () => {
    const [ann, ben] = [await addUser(test.db), await addUser(test.db)]
    const hundred = await queue(ann, 100)
    const [single] = await queue(ben, 1)
    expect(await jobs()).toEqual([hundred[0], hundred[1], single])
  })

  it('pass to the next file of the same user as each finishes, at the back of the line', async () => {
    const [ann, ben] = [await addUser(test.db), await addUser(test.db)]
    const files = await queue(ann, 4)
    const [single] = await queue(ben, 1)
    await work(files[0]!)
    expect(await jobs()).toEqual([files[1], single, files[2]])
    await work(files[1]!)
    expect(await jobs()).toEqual([single, files[2], files[3]])
  })

  it('pass on when a file is cancelled, fails or is deleted, and take its job out of the line', async () => {
    const files = await queue(await addUser(test.db), 6)
    await setStatus(test.db, files[0]!, 'cancelled')
    expect(await jobs()).toEqual([files[1], files[2]])
    await test.db.execute(sql`select sp_fail_recording(${files[1]}, 0, 'media_empty', 'It failed.')`)
    expect(await jobs()).toEqual([files[2], files[3]])
    await test.db.execute(sql`delete from recordings where id = ${files[3]}`)
    expect(await jobs()).toEqual([files[2], files[4]])
    await test.db.execute(sql`delete from recordings where id = ${files[5]}`)
    expect(await jobs()).toEqual([files[2], files[4]])
  })

  it('are others for those that somebody waits for, and in a line of their own', async () => {
    const [ann, ben] = [await addUser(test.db), await addUser(test.db)]
    const files = await queue(ann, 5)
    const wait = async (userId: string) => {
      const id = await addRecording(test.db, userId, { until: 'uploading' })
      await test.db.execute(sql`update recordings set awaited = true where id = ${id}`)
      await setStatus(test.db, id, 'queued')
      return id
    }
    const awaited = [await wait(ann), await wait(ann), await wait(ann)]
    const [bens] = [await wait(ben)]
    expect([await jobs(), await jobs('transcribe-awaited')]).toEqual([files.slice(0, 2), [awaited[0], awaited[1], bens]])
    const fence = await claim(test.db, awaited[0]!)
    expect(await postpone(test.db, awaited[0]!, fence!)).toBe(true)
    await work(awaited[1]!)
    expect([...(await jobs('transcribe-awaited'))].sort()).toEqual([awaited[0], bens, awaited[2]].sort())
    expect(await jobs()).toEqual(files.slice(0, 2))
  })

  it('begin anew for a file that is tried again', async () => {
    const files = await queue(await addUser(test.db), 3)
    await setStatus(test.db, files[0]!, 'cancelled')
    expect(await requeue(test.db, files[0]!)).toBeNull()
    expect(await jobs()).toEqual([files[1], files[2]])
    await work(files[1]!)
    expect(await jobs()).toEqual([files[2], files[0]])
  })

  it('are kept by a file that is put off, with its plan’s priority', async () => {
    const files = await queue(await addUser(test.db, 'PREMIUM'), 5)
    const fence = await claim(test.db, files[0]!)
    expect(await postpone(test.db, files[0]!, fence!)).toBe(true)
    expect([...(await jobs())].sort()).toEqual(files.slice(0, 4).sort())
    expect(
      await one(test.db, sql`
        select array_agg(distinct priority) as p from graphile_worker.jobs where task_identifier = 'transcribe'`),
    ).toEqual({ p: [-2] })
  })

  it('let a plan with priority go first', async () => {
    const [free] = await queue(await addUser(test.db), 1)
    const [premium] = await queue(await addUser(test.db, 'PREMIUM'), 1)
    expect(await jobs()).toEqual([premium, free])
  })

  it('grow with a change of plan', async () => {
    const ann = await addUser(test.db)
    const files = await queue(ann, 4)
    await test.db.execute(sql`select sp_change_user_plan(${ann}, 'BASIC')`)
    expect([...(await jobs())].sort()).toEqual(files.slice(0, 3).sort())
  })

  it('that were passed over because their row was locked are given by the sweep', async () => {
    const files = await queue(await addUser(test.db), 3)
    await test.db.transaction(async (tx) => {
      await tx.execute(sql`select from recordings where id = ${files[2]} for update`)
      await work(files[0]!)
      expect(await jobs()).toEqual([files[1]])
    })
    const sweep = () => one(test.db, sql`select sp_release_waiting() as released`)
    expect(await sweep()).toEqual({ released: 1 })
    expect(await jobs()).toEqual([files[1], files[2]])
    expect(await sweep()).toEqual({ released: 0 })
  })

  it('are never more than the plan allows, however many are queued at once', async () => {
    const ann = await addUser(test.db)
    const ids = await Promise.all(Array.from({ length: 20 }, () => addRecording(test.db, ann, { until: 'uploading' })))
    await Promise.all(ids.map((id) => setStatus(test.db, id, 'queued')))
    expect(await jobs()).toHaveLength(2)
  })

  it('are never more than the plan allows, however many finish at once', async () => {
    const ann = await addUser(test.db)
    await test.db.execute(sql`update plans set parallel_jobs = 8 where code = 'BASIC'`)
    await test.db.execute(sql`select sp_change_user_plan(${ann}, 'BASIC')`)
    const files = await queue(ann, 40)
    for (let done = 0; done < 40; done += 8) {
      expect(await jobs()).toEqual(files.slice(done, done + 8))
      await Promise.all((await jobs()).map(work))
      await test.db.execute(sql`select sp_release_waiting()`)
      // Those released at once are in no promised order.
      const released = await jobs()
      expect(released).toHaveLength(Math.min(8, 40 - done - 8))
      files.splice(done + 8, 8, ...released)
    }
    expect(await jobs()).toEqual([])
  })
})
