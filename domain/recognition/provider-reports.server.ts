import os from 'node:os'
import { asc, like } from 'drizzle-orm'
import { z } from 'zod'
import type { Db } from '#db/client.server'
import { installation } from '#db/schema/installation'
import type { Metrics } from '../telemetry/metrics.server'
import type { ProviderVerdict } from './probe-provider.server'

const PREFIX = 'recognizer/'

const reportSchema = z.object({
  /** `live` or `worker`. */
  process: z.string(),
  host: z.string(),
  provider: z.enum(['cpu', 'cuda']),
  /** Why it is not what was wished for, in English; null where it is. */
  reason: z.string().nullable(),
})

export type ProviderReport = z.infer<typeof reportSchema>

/** Says for the pages what a process recognises on since its last start; one report for each kind of process and machine. */
export async function reportProvider(db: Db, process: 'live' | 'worker', verdict: ProviderVerdict): Promise<void> {
  const host = os.hostname()
  const value = JSON.stringify({ process, host, ...verdict } satisfies ProviderReport)
  await db
    .insert(installation)
    .values({ key: `${PREFIX}${process}/${host}`, value })
    .onConflictDoUpdate({ target: installation.key, set: { value } })
}

/** What the processes have reported, by kind and machine. */
export async function listProviderReports(db: Db): Promise<ProviderReport[]> {
  const rows = await db.select().from(installation).where(like(installation.key, `${PREFIX}%`)).orderBy(asc(installation.key))
  return rows.flatMap(({ value }) => {
    const report = reportSchema.safeParse(JSON.parse(value))
    return report.success ? [report.data] : []
  })
}

/** The same as a metric of the process. */
export function exposeProvider(metrics: Metrics, { provider, reason }: ProviderVerdict): void {
  const gauge = metrics.gauge({
    name: 'steno_recognizer_provider',
    what: 'What recognition runs on: 1 for the provider in use; `fell_back` says whether another one was wished for.',
    rise: 'the process was started anew, with another provider.',
    labels: ['provider', 'fell_back'],
  })
  gauge.set({ provider, fell_back: String(reason !== null) }, 1)
}
