import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '#db/client.server'
import { sql } from 'drizzle-orm'
import { AppError } from '#domain/errors/app-error'
import { startOtlpReceiver, type OtlpReceiver } from '#tests/stand-ins/otlp-receiver'
import { startSentryServer, type SentryStandIn } from '#tests/stand-ins/sentry-server'
import { startTelemetry } from './start-telemetry.server'
import { currentTraceparent, inSpan, parseTraceparent } from './tracing.server'

let otlp: OtlpReceiver
let sentry: SentryStandIn
beforeAll(async () => {
  ;[otlp, sentry] = await Promise.all([startOtlpReceiver(), startSentryServer()])
})
afterAll(() => Promise.all([otlp.close(), sentry.close()]))

const log = { level: 'fatal', format: 'json' } as const
const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

it('does neither where nothing is configured', async () => {
  const telemetry = await startTelemetry('web', { log, traces: null, sentryDsn: null, mode: 'test', warnings: [] })
  await inSpan('nothing', { purpose: 'part', parent }, async () => expect(currentTraceparent()).toBeNull())
  await telemetry.close()
})

it('sends spans and defects side by side, and of a defect nothing private', async () => {
  const listeners = process.listenerCount('uncaughtException')
  const telemetry = await startTelemetry('worker', {
    log: { ...log, level: 'error' }, traces: { endpoint: otlp.url, ratio: 1 }, sentryDsn: sentry.dsn, mode: 'test', warnings: [],
  })
  const database = openDatabase({ url: 'postgres://127.0.0.1:1/none', name: 'telemetry-test' })
  const failed = await database.db.execute(sql`select ${'a private title'}::text`).catch((error: unknown) => error)
  await database.close()
  const logger = telemetry.logger.child({ requestId: 'r-1' })
  await inSpan('job', { purpose: 'job', parent }, async () => {
    await inSpan('part of it', { purpose: 'part' }, async () => undefined)
    logger.error({ err: failed, title: 'a private title', email: 'ann@example.org' }, 'a query failed')
    // Refused on purpose, and not worth anybody's night.
    logger.error({ err: new AppError('media_no_audio', 'There is no sound in this file.') }, 'the recording has failed')
    logger.warn({ err: new Error('trouble') }, 'the database is away')
  })
  await expect(inSpan('bad', { purpose: 'part' }, () => Promise.reject(new AppError('storage_full', 'full of secrets'))))
    .rejects.toThrow('full')
  await telemetry.close()
  // Of a process that goes on, nothing is left.
  await inSpan('after', { purpose: 'part', parent }, async () => expect(currentTraceparent()).toBeNull())
  expect(process.listenerCount('uncaughtException')).toBe(listeners)

  expect(sentry.events).toHaveLength(1)
  const [event] = sentry.events
  expect(event).toMatchObject({
    environment: 'test',
    tags: { process: 'worker', requestId: 'r-1', traceId: '0af7651916cd43dd8448eb211c80319c' },
  })
  expect(event?.exception.values.map(({ value }) => value)).toContain('Failed query: select $1::text')
  expect(sentry.texts.join()).not.toMatch(/private title|ann@example\.org|server_name|"user"|"request"/)
  // No sessions, no transactions: those are OpenTelemetry's.
  expect(new Set(sentry.kinds)).toEqual(new Set(['event']))

  const [part, job, bad] = ['part of it', 'job', 'bad'].map((name) => otlp.spans.find((span) => span.name === name))
  expect(job).toMatchObject({
    service: 'steno-worker', traceId: '0af7651916cd43dd8448eb211c80319c', parentId: 'b7ad6b7169203331',
  })
  expect(part).toMatchObject({ traceId: job?.traceId, parentId: job?.spanId })
  expect(bad?.attributes['error.type']).toBe('storage_full')
  expect(JSON.stringify(otlp.spans)).not.toContain('full of secrets')
  expect(otlp.spans.every(({ service }) => service === 'steno-worker')).toBe(true)
})

it('takes a traceparent for what it is', () => {
  expect(parseTraceparent(parent)).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c', isRemote: true })
  const none = [null, '', 'hello', parent.toUpperCase(), `${parent}x`, parent.replace('00-', '01-'), `00-${'0'.repeat(32)}-b7ad6b7169203331-01`]
  for (const text of none) expect(parseTraceparent(text)).toBeNull()
})
