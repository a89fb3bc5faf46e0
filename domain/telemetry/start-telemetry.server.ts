import type { Config } from '../config/config.server'
import { makeLogger, type Logger } from './logger.server'
import { makeMetrics, type Metrics } from './metrics.server'

export type ProcessName = 'web' | 'live' | 'worker'

/** How a process is seen from outside. */
export interface Telemetry {
  logger: Logger
  metrics: Metrics
  /** Sends what has not left yet: to be awaited last. */
  close(): Promise<void>
}

/** Log and metrics of a process, and traces and reports of defects where the configuration sends them somewhere. What the configuration warns of is logged. */
export async function startTelemetry(
  name: ProcessName, { log, traces, sentryDsn, mode, warnings }: Pick<Config, 'log' | 'traces' | 'sentryDsn' | 'mode' | 'warnings'>,
): Promise<Telemetry> {
  const stopTraces = traces && (await import('./export-traces.server')).exportTraces({ ...traces, serviceName: `steno-${name}` })
  const reports = sentryDsn === null ? null
    : (await import('./report-errors.server')).reportErrors({ dsn: sentryDsn, processName: name, environment: mode })
  const logger = makeLogger({ name, ...log, ...(reports && { onError: reports.report }) })
  for (const sentence of warnings) logger.warn(sentence)
  // What nobody catches ends the process, as it would without us, once it is told.
  const tell = (error: unknown) => {
    logger.fatal({ err: error }, 'The process has failed.')
    void reports?.close().finally(() => process.exit(1))
  }
  if (reports) process.on('uncaughtException', tell)
  return {
    logger,
    metrics: makeMetrics(name),
    close: async () => {
      await Promise.all([stopTraces?.(), reports?.close()])
      process.off('uncaughtException', tell)
    },
  }
}
