import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { recordings } from '#db/schema/recordings'
import { createSession, deleteSession, loginOf } from '#domain/accounts/sessions.server'
import { createApiKey, revokeApiKey } from '#domain/api-keys/api-keys.server'
import { makeClientSecret } from '#domain/live/client-secret.server'
import { defaultRealtimeSession } from '#domain/live/realtime-session'
import { signLiveTicket } from '#domain/live/ticket.server'
import { addUser } from '#tests/db/test-accounts'
import { listenAsDeepgram, type DeepgramMessage } from '#tests/support/deepgram-client'
import { LiveClient } from '#tests/support/live-client'
import { liveSecret } from '#tests/support/live-secret'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { connectRealtime, pcm24 } from '#tests/support/realtime-client'
import { makeToldRecognizer } from '#tests/support/told-recognizer'
import type { LiveServer } from '../../server/make-live-server'

let house: LiveHouse
let server: LiveServer

beforeAll(async () => {
  house = await openLiveHouse({ recognizer: makeToldRecognizer() })
  server = await house.startServer()
})
afterAll(() => house.close())

const second = Buffer.alloc(32_000, 1)
const patience = { timeout: 30_000, interval: 50 }

async function newcomer() {
  const userId = await addUser(house.db, 'ENTERPRISE')
  const { id, key } = await createApiKey(house.db, userId, { keyName: 'A client', scopes: ['live'] })
  const by = { userId, credential: { kind: 'key', id, name: '' } } as const
  return {
    userId, key, ticket: signLiveTicket({ purpose: 'live', userId, credential: { kind: 'key', id } }, liveSecret),
    clientSecret: makeClientSecret(by, defaultRealtimeSession, 60_000, liveSecret).value,
    revoke: () => revokeApiKey(house.db, userId, id),
    suspend: () => house.db.execute(`update users set status = 'suspended' where id = '${userId}'`),
  }
}
type Newcomer = Awaited<ReturnType<typeof newcomer>>

it('lets no session begin with a key that has been revoked since the connection, or whose user was suspended (SPEC 9.2)', async () => {
  const ways: [show: (of: Newcomer) => string, end: (of: Newcomer) => Promise<unknown>][] = [
    [({ key }) => key, ({ revoke }) => revoke()],
    [({ key }) => key, ({ suspend }) => suspend()],
    [({ clientSecret }) => clientSecret, ({ revoke }) => revoke()],
  ]
  for (const [show, end] of ways) {
    const client = await newcomer()
    const { rt, heard } = await connectRealtime(server.port, show(client))
    await end(client)
    rt.send({ type: 'input_audio_buffer.append', audio: pcm24(1) })
    expect(await heard.closed()).toMatchObject({ code: 1008 })
    expect(heard.all.at(-1)).toMatchObject({ type: 'error', error: { code: 'ticket_refused' } })
    expect(await house.db.select().from(recordings).where(eq(recordings.userId, client.userId))).toEqual([])
  }
})

it('ends what is spoken with a key that is revoked, keeps it, and lets others go on (SPEC 1.2, 9.2)', async () => {
  const asking = await house.startServer({ credentialCheckMs: 100, touchMs: 100, returnMs: 1 })
  const [client, other] = [await newcomer(), await newcomer()]
  const speak = async (key: string) => {
    const line = await listenAsDeepgram(asking.port, key)
    line.socket.sendMedia(second)
    line.socket.sendFinalize({ type: 'Finalize' })
    const { metadata } = (await line.heard.next(({ type }) => type === 'Results')) as DeepgramMessage & { metadata: { request_id: string } }
    return { ...line, id: metadata.request_id }
  }
  const byPage = async () => {
    const { token } = await createSession(house.db, { userId: client.userId, userAgent: null })
    return { token, ticket: signLiveTicket({ purpose: 'live', userId: client.userId, login: loginOf(token) }, liveSecret) }
  }
  const start = async (ticket: string) => {
    const line = await LiveClient.connect(asking.port, client.userId, ticket)
    line.send({ type: 'start', language: 'en' })
    await line.next('ready')
    return line
  }
  const [spoken, others] = [await speak(client.key), await speak(other.key)]
  const { token, ticket } = await byPage()
  const [own, page] = [await start(client.ticket), await start(ticket)]
  own.frame(0, new Int16Array(1600))
  await own.next('ack')

  await deleteSession(house.db, token)
  await client.revoke()
  expect(await spoken.heard.closed()).toMatchObject({ code: 1008, reason: expect.stringContaining('TICKET_REFUSED') })
  expect(spoken.heard.all.at(-1)).toMatchObject({ type: 'Error', variant: 'TICKET_REFUSED' })
  expect(await own.closed()).toBe(4401)
  await house.db.execute(`update live_sessions set touched_at = touched_at - interval '1 minute' where recording_id = '${spoken.id}'`)
  await vi.waitFor(async () => {
    const [row] = await house.db.select().from(recordings).where(eq(recordings.id, spoken.id))
    expect(row).toMatchObject({ status: 'done', durationMs: 1000 })
  }, patience)

  // Whoever speaks on the pages goes on, though the log-in is over; and so does whoever has another key.
  page.frame(0, new Int16Array(1600))
  await page.next('ack')
  page.cut()
  others.socket.sendCloseStream({ type: 'CloseStream' })
  expect(await others.heard.closed()).toMatchObject({ code: 1000 })
})

it('logged no error', () => {
  expect(house.errors).toEqual([])
})
