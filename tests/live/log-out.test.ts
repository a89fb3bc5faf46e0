import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSession, deleteOtherSessions, deleteSession, loginOf } from '#domain/accounts/sessions.server'
import { signLiveTicket } from '#domain/live/ticket.server'
import { addUser } from '#tests/db/test-accounts'
import { LiveClient } from '#tests/support/live-client'
import { liveSecret } from '#tests/support/live-secret'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { makeToldRecognizer } from '#tests/support/told-recognizer'
import type { LiveServer } from '../../server/make-live-server'

const HOUR_MS = 3_600_000
let house: LiveHouse
let server: LiveServer
let userId: string

beforeAll(async () => {
  house = await openLiveHouse({ recognizer: makeToldRecognizer() })
  server = await house.startServer()
  userId = await addUser(house.db)
})
afterAll(() => house.close())

async function logIn() {
  const { token } = await createSession(house.db, { userId, userAgent: null })
  return { token, ticket: signLiveTicket({ purpose: 'live', userId, login: loginOf(token) }, liveSecret) }
}

async function start(ticket: string) {
  const client = await LiveClient.connect(server.port, userId, ticket)
  client.send({ type: 'start', language: 'en' })
  return { client, ...(await client.next('ready')) }
}

async function resume(sessionId: string, ticket: string) {
  const client = await LiveClient.connect(server.port, userId, ticket)
  client.send({ type: 'resume', sessionId })
  return client
}

it('lets nobody resume or start with what was given to a log-in that has ended; another log-in may (SPEC 1.2)', async () => {
  const here = await logIn()
  const { client, sessionId, resumeTicket } = await start(here.ticket)
  client.frame(0, new Int16Array(1600))
  await client.next('ack')
  client.cut()
  await (await resume(sessionId, resumeTicket)).next('ready')

  await deleteSession(house.db, here.token)
  expect(await (await resume(sessionId, resumeTicket)).closed()).toBe(4401)
  const starter = await LiveClient.connect(server.port, userId, here.ticket)
  starter.send({ type: 'start', language: 'en' })
  expect(await starter.closed()).toBe(4401)

  const there = await logIn()
  const again = await resume(sessionId, there.ticket)
  const { nextSeq, resumeTicket: newer } = await again.next('ready')
  expect(nextSeq).toBe(1)
  again.cut()
  await deleteOtherSessions(house.db, userId, null)
  expect(await (await resume(sessionId, newer)).closed()).toBe(4401)
})

it('lets who was offline for hours resume without asking the pages (SPEC 1.2)', async () => {
  const { token, ticket } = await logIn()
  const { client, sessionId } = await start(ticket)
  client.cut()
  const claims = { purpose: 'resume', userId, sessionId, login: loginOf(token) } as const
  const old = signLiveTicket(claims, liveSecret, Date.now() - 20 * HOUR_MS)
  expect((await (await resume(sessionId, old)).next('ready')).sessionId).toBe(sessionId)
})
