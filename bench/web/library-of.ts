import type pg from 'pg'

/**
 * Registers one user with that many finished recordings, spread over two years, and what opens their account.
 *
 * @returns what `createToken` makes
 */
export async function makeLibrary(
  pool: pg.Pool, count: number, createToken: (userId: string) => Promise<string>, email = 'bench@steno.example',
): Promise<string> {
  const registered = await pool.query<{ id: string }>(
    `select sp_register_user($1, 'bench', 'no password', 'Bench', 'ENTERPRISE') as id`, [email],
  )
  const userId = registered.rows[0]?.id ?? ''
  await pool.query(
    `insert into recordings (user_id, source, title, language, status, created_at, bytes)
     select $1, 'upload', 'Lecture ' || n || ' on phonetics', 'en', 'uploading', now() - n * interval '100 minutes', 1000000
       from generate_series(1, $2) n`,
    [userId, count],
  )
  // Through the steps that the database insists on, without a job for each.
  await pool.query('alter table recordings disable trigger recording_turn')
  await pool.query(`update recordings set status = 'queued' where user_id = $1`, [userId])
  await pool.query(`update recordings set status = 'processing' where user_id = $1`, [userId])
  await pool.query(
    `update recordings set status = 'done', duration_ms = 3600000, detected_language = 'en' where user_id = $1`, [userId],
  )
  await pool.query('alter table recordings enable trigger recording_turn')
  await pool.query('vacuum analyze recordings')
  return createToken(userId)
}
