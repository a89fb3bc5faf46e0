import { sql } from 'drizzle-orm'
import { beforeAll } from 'vitest'
import { addRecording } from '#tests/db/test-accounts'
import { inChunks } from './chunks'
import type { TwoVisitors } from './two-visitors'

export const segments = [
  { startMs: 500, endMs: 2400, text: 'The quick brown fox.' },
  { startMs: 2600, endMs: 5200, text: 'It jumps over <the> lazy dog.' },
]
export const sound = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 256))

/** Ann's finished recording, with an odd name, `segments`, and `sound` as its audio. */
export function useShownRecording(house: TwoVisitors): { id: string; segmentId: number } {
  const shown = { id: '', segmentId: 0 }
  beforeAll(async () => {
    const { db, store } = house.web
    shown.id = await addRecording(db, house.annId, { title: 'Cuộc họp / tháng 5', durationMs: 6000, segments })
    await db.execute(
      sql`update recordings set media_type = 'audio/wav', file_name = 'họp.wav', sha256 = 'abc' where id = ${shown.id}`)
    await store.put(`recordings/${house.annId}/${shown.id}/original`, inChunks(sound))
    const { rows } = await db.execute<{ id: string }>(sql`select id from segments where recording_id = ${shown.id} order by idx`)
    shown.segmentId = Number(rows[0]!.id)
  })
  return shown
}
