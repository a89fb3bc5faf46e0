import { Writable } from 'node:stream'
import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { openDatabase } from '#db/client.server'
import { makeLogger, type LogOptions } from './logger.server'

function record(options: Partial<LogOptions> = {}) {
  const lines: string[] = []
  const logger = makeLogger(
    { name: 'web', level: 'info', format: 'json', ...options },
    new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk))
        done()
      },
    }),
  )
  return { logger, lines }
}

it('writes one JSON object a line, with the process, the level as a word and an ISO time', () => {
  const { logger, lines } = record()
  logger.info({ recordingId: 'r1' }, 'hello')
  logger.debug('unheard')
  expect(lines).toHaveLength(1)
  const entry = JSON.parse(lines[0] ?? '')
  expect(entry).toMatchObject({ process: 'web', level: 'info', recordingId: 'r1', msg: 'hello' })
  expect(entry.time).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
})

it('hides secrets down to the third level', () => {
  const { logger, lines } = record()
  logger.info({ password: 'p1', form: { password: 'p2' }, req: { headers: { cookie: 'p3', authorization: 'p4' } } })
  logger.info({ headers: { 'set-cookie': 'p5' }, databaseUrl: 'p6' })
  expect(lines.join()).not.toMatch(/p[1-6]/)
  expect(lines.join()).toContain('[hidden]')
})

it('logs an error with its cause and code, without the details that a database adds', () => {
  const { logger, lines } = record()
  const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(ann@x.example)' })
  logger.error({ err: new Error('outer', { cause }) }, 'failed')
  expect(JSON.parse(lines[0] ?? '').err).toMatchObject({
    message: 'outer',
    cause: { message: 'duplicate key', code: '23505' },
  })
  expect(lines.join()).not.toContain('ann@x.example')
})

it('logs the SQL of a query that failed and why, without its parameters', async () => {
  const { logger, lines } = record()
  const database = openDatabase({ url: 'postgres://127.0.0.1:1/none', name: 'logger-test' })
  const failed = await database.db.execute(sql`select ${'a private title\n    at 2'}::text`).catch((error: unknown) => error)
  await database.close()
  expect(String(failed)).toContain('a private title')
  logger.error({ err: new Error('outer', { cause: failed }) }, 'failed')
  const { cause } = JSON.parse(lines[0] ?? '').err
  expect(cause).toMatchObject({ message: 'Failed query: select $1::text', cause: { code: 'ECONNREFUSED' } })
  expect(cause.stack).toMatch(/^Error: Failed query: select \$1::text\n +at /)
  expect(lines.join()).not.toMatch(/private title|at 2/)
})

it('is readable when pretty', () => {
  const { logger, lines } = record({ format: 'pretty' })
  logger.warn('careful')
  expect(lines.join()).toMatch(/WARN.*web · careful/)
})
