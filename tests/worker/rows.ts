import { randomUUID } from 'node:crypto'
import pg from 'pg'

/** A connection that asks and tells in plain SQL, for tests that look at the database from outside. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'test' })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

export async function makeUser(client: pg.Client, plan = 'FREE'): Promise<string> {
  const name = randomUUID()
  const made = await client.query<{ id: string }>(`select sp_register_user($1, $2, 'x', null, $3) as id`, [
    `${name}@example.org`, name.slice(0, 20), plan,
  ])
  return made.rows[0]!.id
}

/** A recording that waits in the queue, its minutes reserved, as an upload leaves it; `store` puts its audio there. */
export async function makeQueued(
  client: pg.Client,
  userId: string,
  durationMs = 11_000,
  store: (recordingId: string) => Promise<void> = async () => undefined,
): Promise<string> {
  const made = await client.query<{ id: string }>(
    `select recording_id as id from sp_check_quota_and_create_recording($1, 'upload', 'en')`, [userId],
  )
  const { id } = made.rows[0]!
  await store(id)
  await client.query(
    `update recordings set object_key = $2, total_ms = nullif($3::bigint, 0), bytes = 1000 where id = $1`,
    [id, originalKey(userId, id), durationMs])
  await client.query(`select sp_reserve_minutes($1, $2)`, [id, durationMs])
  await client.query(`update recordings set status = 'queued' where id = $1`, [id])
  return id
}

export const originalKey = (userId: string, recordingId: string) => `recordings/${userId}/${recordingId}/original`

export async function makePool(client: pg.Client, workerIds: string[], silentMs = 0): Promise<string> {
  const id = randomUUID()
  await client.query(
    `insert into worker_pools (id, host, pid, worker_ids, heartbeat_at)
     values ($1, 'test', 1, $2, clock_timestamp() - make_interval(secs => $3 / 1000.0))`, [id, workerIds, silentMs],
  )
  return id
}

export async function one<Row extends pg.QueryResultRow>(
  client: pg.Client, query: string, values: unknown[] = [],
): Promise<Row> {
  const { rows } = await client.query<Row>(query, values)
  if (rows.length !== 1) throw new Error(`${rows.length} rows instead of one: ${query}`)
  return rows[0]!
}
