import pino, { type DestinationStream, type Logger, type LoggerOptions } from 'pino'
import pretty from 'pino-pretty'
import { cleanError } from './clean-error.server'
import { currentTraceIds } from './tracing.server'

export type { Logger }

export interface LogOptions {
  /** Which process speaks, such as `web`. */
  name: string
  level: pino.LevelWithSilent
  /** `auto`: pretty on a terminal, else JSON. */
  format: 'auto' | 'json' | 'pretty'
  /** Told of every error that is logged at `error` or `fatal`, with what its line says besides. */
  onError?: OnError
}

export interface ErrorLine {
  error: Error
  /** The sentence that was logged with it. */
  message: string
  /** Of the request that it happened in. */
  requestId?: string
}

export type OnError = (line: ErrorLine) => void

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
  'apiKey',
  'refreshToken',
  'email',
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
    mixin: currentTraceIds,
    ...(options.onError && { hooks: { logMethod: makeErrorHook(options.onError) } }),
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

/** An error with its causes, cleaned of what it quotes. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { message, stack } = cleanError(error)
  const { code } = error as { code?: unknown }
  return {
    type: error.name,
    message,
    stack,
    ...(typeof code === 'string' && { code }),
    ...(error.cause !== undefined && { cause: serializeError(error.cause) }),
  }
}

type LogMethodHook = NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']>

/** pino's own place to see a line before it is written. */
function makeErrorHook(onError: OnError): LogMethodHook {
  return function hook(args, method, level) {
    const [facts, message] = args as unknown[]
    const error = (facts as { err?: unknown } | null)?.err
    if (level >= pino.levels.values.error! && error instanceof Error) {
      const { requestId } = this.bindings() as { requestId?: string }
      onError({ error, message: typeof message === 'string' ? message : '', ...(requestId && { requestId }) })
    }
    method.apply(this, args)
  }
}
