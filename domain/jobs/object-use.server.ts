import { sql } from 'drizzle-orm'
import type { Db } from '#db/client.server'

/**
 * Those of the keys that some row stands for: its original, its playback copy, a piece of its live audio, its owner's picture, or
 * an upload or a live session that is still on its way. A key holds the id of its owner's row, so this needs no scan.
 */
export async function findKeysInUse(db: Db, keys: string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const found = await db.execute<{ key: string }>(
    sql`with wanted as (
          select key, split_part(key, '/', 1) as kind, split_part(key, '/', 2) as owner, split_part(key, '/', 3) as part
            from unnest(${sql.param(keys)}::text[]) as key)
        select w.key from wanted w join recordings r on r.id::text = w.part and r.user_id::text = w.owner
         where w.kind = 'recordings' and r.id = any (
                 select part::uuid from wanted where kind = 'recordings' and part ~ '^[0-9a-f-]{36}$')
           and (w.key in (r.object_key, r.playback_key) or r.status = 'uploading' or r.source = 'realtime' and r.status = 'processing'
                or exists (select from live_pieces p where p.recording_id = r.id and p.object_key = w.key))
        union
        select w.key from wanted w join user_profiles p on p.avatar_key = w.key
         where w.kind = 'avatars' and p.user_id = any (
                 select owner::uuid from wanted where kind = 'avatars' and owner ~ '^[0-9a-f-]{36}$')`,
  )
  return new Set(found.rows.map((row) => row.key))
}
