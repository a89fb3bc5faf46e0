import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { Given } from './crowd'

interface Row {
  id: string
  status: string
  duration_ms: number
  texts: number
}

export interface Verdict {
  /** What was given and is not there, or not whole: a line for each. */
  lost: string[]
  /** Recordings beyond the files that were sent. */
  twice: number
  /** How those recordings stand whose sender was told of an error. */
  untold: string[]
  /** What a browser still holds to send later. */
  unsentMs: number
}

/** Waits until nothing is in work, but no longer than `waitMsMax`, and looks whether everything is there that people gave. */
export async function judgeLost(pool: pg.Pool, { sent, uploaded, spoken }: Given, waitMsMax: number): Promise<Verdict> {
  const giveUpAt = performance.now() + waitMsMax
  const left = async (): Promise<number> => (await pool.query<{ n: number }>(
    `select count(*)::int as n from recordings where status in ('queued', 'processing')`)).rows[0]!.n
  while (await left() > 0 && performance.now() < giveUpAt) await sleep(1000)

  const ids = [...uploaded, ...spoken.flatMap(({ sessionId }) => sessionId ?? [])]
  const { rows } = await pool.query<Row>(
    `select r.id, r.status, r.duration_ms::int, (select count(*)::int from segments s where s.recording_id = r.id) as texts
       from recordings r where id = any($1)`, [ids])
  const kept = new Map(rows.map((row) => [row.id, row]))
  const lost: string[] = []
  for (const id of uploaded) {
    const row = kept.get(id)
    if (row?.status !== 'done' || row.texts === 0) lost.push(`uploaded ${id}: ${JSON.stringify(row ?? null)}`)
  }
  for (const { sessionId, saidMs, unsentMs, outcome } of spoken) {
    const row = sessionId === null ? undefined : kept.get(sessionId)
    // A session that has ended is all there, once; of another one, what is not stored is still held by whoever said it.
    const isWhole = outcome === 'ended'
      ? row?.status === 'done' && row.texts > 0 && row.duration_ms === saidMs
      : (row?.duration_ms ?? 0) + unsentMs >= saidMs
    if (!isWhole) lost.push(`spoken ${sessionId}: said ${saidMs} ms, unsent ${unsentMs} ms, ${outcome}: ${JSON.stringify(row ?? null)}`)
  }
  // Libraries are made with dates of the past.
  const { rows: others } = await pool.query<{ status: string }>(
    `select status from recordings where source = 'upload' and created_at > now() - interval '30 minutes' and id <> all($1)`, [uploaded])
  const untold = others.map(({ status }) => status)
  return { lost, untold, twice: Math.max(0, uploaded.length + untold.length - sent), unsentMs: spoken.reduce((sum, { unsentMs }) => sum + unsentMs, 0) }
}

/** The verdict in one sentence, with a line before it for each loss. */
export function wordsFor({ uploaded, spoken }: Given, { lost, twice, untold, unsentMs }: Verdict): string {
  return [
    ...lost.map((line) => `lost or cut: ${line}`),
    `${uploaded.length} uploaded and ${spoken.length} spoken recordings: ${lost.length} lost or cut, ${twice} there twice, `
      + `${untold.length} of which the sender was told an error${untold.length ? ` (${untold.join(', ')})` : ''}, ${unsentMs} ms of speech still in browsers`,
  ].join('\n')
}
