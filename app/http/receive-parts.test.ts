import { once } from 'node:events'
import { connect, type AddressInfo, type Socket } from 'node:net'
import express from 'express'
import { pino } from 'pino'
import { afterEach, expect, it } from 'vitest'
import { AppError } from '#domain/errors/app-error'
import { receiveParts, type PartTaker } from './receive-parts'
import { sayWhenToRetry } from './retry-after'

const target = '/parts/7b3c7c6e-0d3b-4e7e-9a53-0e6f1d2c3b4a/1?bytes=100&expires=9&signature=x'
const head = (lines = 'Content-Length: 100') => `PUT ${target} HTTP/1.1\r\nHost: steno\r\n${lines}\r\n\r\n`

let stop = async (): Promise<void> => undefined
afterEach(() => stop())

/** A connection to what refuses every part, once it has read so much of it, and all that is answered there. */
async function open(refusal: AppError, options: Partial<PartTaker> = {}) {
  const take: PartTaker['take'] = () => Promise.reject(refusal)
  const app = express()
    .use((_request, response, next) => {
      response.locals.logger = pino({ level: 'silent' })
      next()
    })
    .use(sayWhenToRetry, receiveParts({ apiOrigins: [], take, ...options }))
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  let heard = ''
  socket.on('data', (chunk) => { heard += chunk.toString() }).on('error', () => undefined)
  stop = async () => {
    socket.destroy()
    server.closeAllConnections()
    await once(server.close(), 'close')
  }
  return { socket, answers: () => heard.match(/HTTP\/1\.1 \d+/g) ?? [], heard: () => heard }
}

const forbidden = new AppError('forbidden', 'Not this.')

it.each<[string, PartTaker['take'] | undefined]>([
  ['none of it was read', undefined],
  ['some of it was', async ({ body }) => {
    for await (const _ of body) break
    throw forbidden
  }],
  // As one that was given up because nothing came.
  ['it is still waited for', ({ body }) => new Promise<never>((_, reject) => {
    const iterator = body[Symbol.asyncIterator]()
    void iterator.next().then(() => {
      iterator.next().catch(() => undefined)
      void iterator.return?.()
      reject(forbidden)
    })
  })],
])('a refused part that never comes to its end is cut: %s', async (_, take) => {
  const { socket, answers } = await open(forbidden, { stallMs: 100, ...(take && { take }) })
  const closed = once(socket, 'close')
  socket.write(`${head()}0123456789`)
  await closed
  expect(answers()).toEqual(['HTTP/1.1 403'])
})

it('a refused part that does is read, and the connection serves on', async () => {
  const { socket, answers, heard } = await open(new AppError('unavailable', 'Full.'))
  socket.write(`${head()}0123456789`)
  await expect.poll(answers, { timeout: 20_000 }).toEqual(['HTTP/1.1 503'])
  expect(heard()).toMatch(/^retry-after: \d+/im)
  socket.write('x'.repeat(90) + head() + 'x'.repeat(100))
  await expect.poll(answers, { timeout: 20_000 }).toEqual(['HTTP/1.1 503', 'HTTP/1.1 503'])
})

it('what does not say its length is cut once it is answered', async () => {
  const { socket, answers } = await open(forbidden)
  const closed = once(socket, 'close')
  socket.write(`${head('Transfer-Encoding: chunked')}5\r\nhello\r\n`)
  await closed
  expect(answers()).toEqual(['HTTP/1.1 403'])
})
