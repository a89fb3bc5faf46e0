import { defaultStackParser, linkedErrorsIntegration, makeNodeTransport, NodeClient, Scope } from '@sentry/node'
import { isAppError } from '../errors/app-error'
import { cleanError } from './clean-error.server'
import type { ErrorLine } from './logger.server'
import { currentTraceIds } from './tracing.server'

export interface ErrorReportOptions {
  dsn: string
  /** Such as `web`. */
  processName: string
  /** Such as `production`. */
  environment: string
}

export interface ErrorReports {
  report(line: ErrorLine): void
  /** Sends what is still here. */
  close(): Promise<void>
}

const CLOSE_MS = 2000

/**
 * Reports defects to Sentry, or whatever speaks its protocol. A client by itself, with no part of the SDK that looks around: it
 * sets up no tracing beside ours, hooks into nothing, and knows of no request, user or machine. Loaded only where a DSN is
 * configured, since the package takes half a second.
 */
export function reportErrors({ dsn, processName, environment }: ErrorReportOptions): ErrorReports {
  const client = new NodeClient({
    dsn, environment,
    transport: makeNodeTransport,
    stackParser: defaultStackParser,
    integrations: [linkedErrorsIntegration()],
    sendClientReports: false,
    includeServerName: false,
    enableRuntimeChannelInjection: false,
  })
  client.init()
  return {
    report({ error, message, requestId }) {
      if (!isDefect(error)) return
      const { traceId } = currentTraceIds()
      const scope = new Scope()
      scope.setTags({ process: processName, ...(requestId && { requestId }), ...(traceId && { traceId }) })
      scope.setExtra('line', message)
      client.captureException(cleaned(error), undefined, scope)
    },
    close: async () => void (await client.close(CLOSE_MS)),
  }
}

/** What was refused on purpose is none; what went wrong inside Steno is. */
function isDefect(error: Error): boolean {
  return !isAppError(error) || error.code === 'internal'
}

/** A copy with its causes, without what they quote and whatever else hangs on them. */
function cleaned(error: Error): Error {
  const { message, stack } = cleanError(error)
  const cause = error.cause instanceof Error ? cleaned(error.cause) : undefined
  const copy = new Error(message, cause && { cause })
  copy.name = error.name
  copy.stack = stack ?? `${error.name}: ${message}`
  return copy
}
