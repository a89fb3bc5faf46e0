import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTestDatabase, type TestDatabase } from '#tests/support/test-database'
import { makeTestRandom } from '#tests/support/seed'
import { cutSpeech, type Speech } from '#tests/worker/audio'
import { House } from '#tests/worker/house'
import { makeUser } from '#tests/worker/rows'

const WORKERS = 3
const USERS = 5
const RECORDINGS_EACH = 6
/** `plans.parallel_jobs` of FREE. */
const TURNS = 2

/** Which steps each recording took, and how many of one user were in work at once. */
const watchers = `
  create table steps (recording_id uuid, step text, at_work int, at timestamptz default clock_timestamp());
  create function tg_watch() returns trigger language plpgsql as $$
  begin
    insert into steps select new.id, new.status, count(*) from recordings
     where user_id = new.user_id and status = 'processing';
    return null;
  end $$;
  create trigger zz_watch after update of status on recordings for each row
    when (old.status is distinct from new.status) execute function tg_watch()`

describe('several workers on many short recordings', { timeout: 300_000 }, () => {
  const random = makeTestRandom('race')
  let database: TestDatabase
  let house: House
  let speech: Speech
  const owners = new Map<string, string[]>()

  beforeAll(async () => {
    database = await makeTestDatabase()
    house = await House.open(database.url)
    speech = await cutSpeech(house.dataDir, 3000)
    await house.client.query(watchers)
    for (let n = 0; n < USERS; n++) owners.set(await makeUser(house.client), [])
  })
  afterAll(async () => {
    await house.close()
    await database.drop()
  })

  it('do each exactly once, in turns, charged once, with nothing left over', async () => {
    const waiting = [...owners.keys()].flatMap((userId) => Array<string>(RECORDINGS_EACH).fill(userId))
    const starting = Array.from({ length: WORKERS }, () => house.startWorker())
    // In any order, and while the workers start, so that some are taken at once and others wait.
    while (waiting.length > 0) {
      const [userId = ''] = waiting.splice(random.below(waiting.length), 1)
      owners.get(userId)!.push(await house.upload(speech.file, userId))
    }
    const workers = await Promise.all(starting)
    const all = [...owners.values()].flat()
    for (const id of all) await house.until(id, (row) => row.status === 'done', 50)

    const steps = await house.client.query(
      `select recording_id, array_agg(step order by at) as steps from steps group by recording_id`)
    expect(steps.rows).toHaveLength(all.length)
    for (const row of steps.rows) expect(row.steps).toEqual(['queued', 'processing', 'done'])
    const { rows: [most] } = await house.client.query('select max(at_work) as n from steps')
    expect(most.n).toBeLessThanOrEqual(TURNS)

    const transcript = await house.transcript(all[0]!)
    expect(transcript.length).toBeGreaterThan(0)
    for (const id of all) expect(await house.transcript(id)).toEqual(transcript)
    for (const userId of owners.keys()) {
      expect(await house.usage(userId)).toEqual({ count: RECORDINGS_EACH, usedMs: RECORDINGS_EACH * speech.durationMs })
    }
    const fences = await house.client.query('select distinct fence::int, setbacks from recordings')
    expect(fences.rows).toEqual([{ fence: 1, setbacks: 0 }])
    expect((await house.client.query('select from job_failures')).rowCount).toBe(0)

    const shares = workers.map((worker) => worker.log().split('"msg":"transcribed"').length - 1)
    console.info(`done by each worker: ${shares.join(', ')}`)
    expect(shares.reduce((sum, share) => sum + share)).toBe(all.length)
    expect(shares.filter((share) => share > 0).length).toBeGreaterThan(1)
  })
})
