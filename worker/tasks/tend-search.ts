import type { Task } from '../task'

/** Upkeep of search, every minute: vectors that are to go, to come, or to be made anew for another model. */
export const tendSearch: Task = {
  name: 'tend-search',
  lane: 'upkeep',
  cron: '* * * * *',
  async run(_payload, { services, logger, stopping }) {
    while (!stopping.aborted) {
      const { hasMore, ...tended } = await services.search.tend(stopping)
      if (Object.values(tended).some(Boolean)) logger.info(tended, 'tended search')
      if (!hasMore) return 'done'
    }
    return 'given_back'
  },
}

/** Puts stored vectors in order, once an hour. */
export const tidyVectors: Task = {
  name: 'tidy-vectors',
  lane: 'upkeep',
  cron: '23 * * * *',
  async run(_payload, { services }) {
    await services.search.tidy()
    return 'done'
  },
}
