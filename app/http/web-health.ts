import { sql } from 'drizzle-orm'
import { makeHealthHandler, type HealthHandler, type HealthOptions } from '#domain/telemetry/health-routes.server'
import type { Services } from '../web/services'

/** Most pages need no storage: while it is away they are still served, and only what touches it says so. */
export function makeWebHealth({ db, store }: Pick<Services, 'db' | 'store'>, metrics: HealthOptions['metrics']): HealthHandler {
  return makeHealthHandler({
    metrics,
    checks: { database: () => db.execute(sql`select 1`), storage: () => store.check() },
    dispensable: ['storage'],
  })
}
