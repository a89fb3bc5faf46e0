import { runDuty } from '../run-duty'
import type { Task, TaskOutcome } from '../task'

/** Upkeep of search, every minute: vectors that are to go, to come, or to be made anew for another model. */
export const tendSearch: Task = {
  name: 'tend-search',
  lane: 'upkeep',
  cron: '* * * * *',
  run: (_payload, context) =>
    runDuty('search', async () => {
      const { services, stopping } = context
      const found = { deleted: 0, chunked: 0, embedded: 0, switched: 0 }
      let outcome: TaskOutcome = 'given_back'
      while (!stopping.aborted) {
        const { hasMore, switched, ...tended } = await services.search.tend(stopping)
        found.deleted += tended.deleted
        found.chunked += tended.chunked
        found.embedded += tended.embedded
        found.switched += Number(switched)
        if (hasMore) continue
        outcome = 'done'
        break
      }
      return { found, result: outcome }
    }, context),
}

/** Puts stored vectors in order, once an hour. */
export const tidyVectors: Task = {
  name: 'tidy-vectors',
  lane: 'upkeep',
  cron: '23 * * * *',
  run: (_payload, context) =>
    runDuty('vectors', async () => {
      await context.services.search.tidy()
      return { found: {}, result: 'done' as const }
    }, context),
}
