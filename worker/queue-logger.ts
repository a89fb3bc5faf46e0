import { Logger as QueueLogger } from 'graphile-worker'
import type { Logger } from 'pino'

const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const

/** graphile-worker's messages in our log. Its "info" is one line per job, which the tasks tell better themselves. */
export function makeQueueLogger(logger: Logger): QueueLogger {
  return new QueueLogger((scope) => (level, message, meta) => {
    logger[levels[level]]({ ...scope, err: meta?.error }, message)
  })
}
