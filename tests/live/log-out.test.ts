import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApiKey, revokeApiKey } from '#domain/api-keys/api-keys.server'
import { createSession, deleteOtherSessions, deleteSession, loginOf } from '#domain/accounts/sessions.server'
import { signLiveTicket } from '#domain/live/ticket.server'
import { beginFamily, endFamily } from '#domain/tokens/refresh-tokens.server'
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

it('lets nobody in with what was given to an API key that is revoked, or to a log-in through the API (SPEC 1.2)', async () => {
  const { id } = await createApiKey(house.db, userId, { keyName: 'A terminal', scopes: ['live'] })
  const { familyId, refreshToken } = await beginFamily(house.db, userId)
  const ends = [
    { credential: { kind: 'key', id }, end: () => revokeApiKey(house.db, userId, id) },
    { credential: { kind: 'login', id: familyId }, end: () => endFamily(house.db, refreshToken) },
  ] as const
  for (const { credential, end } of ends) {
    const { client, sessionId, resumeTicket } = await start(signLiveTicket({ purpose: 'live', userId, credential }, liveSecret))
    client.frame(0, new Int16Array(1600))
    await client.next('ack')
    client.cut()
    const again = await resume(sessionId, resumeTicket)
    await again.next('ready')
    again.cut()
    await end()
    expect(await (await resume(sessionId, resumeTicket)).closed()).toBe(4401)
  }
  const searcher = await createApiKey(house.db, userId, { keyName: 'A searcher', scopes: ['search'] })
  const stranger = await addUser(house.db)
  for (const [owner, key] of [[userId, searcher.id], [stranger, searcher.id]] as const) {
    const ticket = signLiveTicket({ purpose: 'live', userId: owner, credential: { kind: 'key', id: key } }, liveSecret)
    const client = await LiveClient.connect(server.port, owner, ticket)
    client.send({ type: 'start', language: 'en' })
    expect(await client.closed()).toBe(4401)
  }
})
