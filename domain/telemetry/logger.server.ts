import pino, { type DestinationStream, type Logger, type LoggerOptions } from 'pino'
import pretty from 'pino-pretty'

export type { Logger }

export interface LogOptions {
  /** Which process speaks, such as `web`. */
  name: string
  level: pino.LevelWithSilent
  /** `auto`: pretty on a terminal, else JSON. */
  format: 'auto' | 'json' | 'pretty'
}

/** Fields that never reach a log, wherever they stand in the first three levels. */
const SECRET_FIELDS = [
  'password',
  'passwordHash',
  'password_hash',
  'secret',
  'token',
  'authorization',
  'cookie',
  '["set-cookie"]',
  'secretAccessKey',
  'databaseUrl',
  'connectionString',
]

const redactPaths = SECRET_FIELDS.flatMap((field) => {
  const dotted = field.startsWith('[') ? field : `.${field}`
  return [field, `*${dotted}`, `*.*${dotted}`]
})

/**
 * The logger of a process: one JSON object a line on stdout, with times in ISO 8601 and levels as words.
 *
 * @param destination only for tests; stdout otherwise
 */
export function makeLogger(options: LogOptions, destination?: DestinationStream): Logger {
  const isPretty = options.format === 'pretty' || (options.format === 'auto' && process.stdout.isTTY === true)
  const base: LoggerOptions = {
    level: options.level,
    base: { process: options.name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: redactPaths, censor: '[hidden]' },
    serializers: { err: serializeError, error: serializeError },
  }
  if (!isPretty) return pino(base, destination ?? pino.destination({ dest: 1, sync: true }))
  const stream = pretty({
    sync: true,
    // Colours where pino-pretty sees a terminal; under the supervisor, whose pipe is none, it is told to be pretty.
    ignore: 'pid,process',
    messageFormat: '{process} · {msg}',
    translateTime: 'SYS:HH:MM:ss',
    destination: destination ?? 1,
  })
  return pino(base, stream)
}

/** An error with its causes; messages of PostgreSQL's errors stay, the values that they quote in `detail` do not. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { code } = error as { code?: unknown }
  return {
    type: error.name,
    ...withoutParameters(error),
    ...(typeof code === 'string' && { code }),
    ...(error.cause !== undefined && { cause: serializeError(error.cause) }),
  }
}

/** Drizzle writes a failed query's parameters, such as transcripts and hashes, into its message; only the SQL is kept. */
function withoutParameters(error: Error & { query?: unknown; params?: unknown }): { message: string; stack?: string } {
  const { message, stack, query, params } = error
  if (typeof query !== 'string' || params === undefined) return { message, stack }
  const kept = `Failed query: ${query}`
  // A stack that does not repeat the message word for word cannot be cleared of what it quotes.
  return { message: kept, stack: stack?.includes(message) ? stack.replaceAll(message, () => kept) : undefined }
}
