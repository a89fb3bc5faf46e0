import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import WebSocket from 'ws'
import { createApiKey } from '#domain/api-keys/api-keys.server'
import { createSession } from '#domain/accounts/sessions.server'
import { makeClientSecret } from '#domain/live/client-secret.server'
import { LIVE_PROTOCOL, TICKET_PREFIX, WATCH_PREFIX } from '#domain/live/protocol'
import { defaultRealtimeSession } from '#domain/live/realtime-session'
import { shareLiveSession } from '#domain/live/share.server'
import { signLiveTicket } from '#domain/live/ticket.server'
import { signAccessToken, tokenHouseOf } from '#domain/tokens/access-token.server'
import { beginFamily } from '#domain/tokens/refresh-tokens.server'
import { begin } from '#tests/db/live-acts'
import { addUser } from '#tests/db/test-accounts'
import { liveSecret } from '#tests/support/live-secret'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { makeToldRecognizer } from '#tests/support/told-recognizer'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'
import type { LiveServer } from '../../server/make-live-server'

const publicUrl = 'http://localhost:3000'
let web: TestWeb
let house: LiveHouse
let server: LiveServer
let credentials: Record<string, string>

beforeAll(async () => {
  web = await startTestWeb({ publicUrl, secrets: [liveSecret], trustProxy: 1 })
  house = await openLiveHouse({ recognizer: makeToldRecognizer(), publicUrl, beside: web })
  server = await house.startServer()
  const userId = await addUser(house.db, 'ENTERPRISE')
  const { sessionId } = await begin(house.db, userId)
  const { id, key } = await createApiKey(house.db, userId, { keyName: 'A client', scopes: ['live', 'account:read'] })
  const { familyId, refreshToken } = await beginFamily(house.db, userId)
  const owner = { userId, credential: { kind: 'key', id, name: '' } } as const
  credentials = {
    'a ticket': signLiveTicket({ purpose: 'live', userId }, liveSecret),
    'a ticket for resuming': signLiveTicket({ purpose: 'resume', userId, sessionId }, liveSecret),
    'a viewer’s link': (await shareLiveSession(house.db, userId, sessionId)).token,
    'a client secret': makeClientSecret(owner, defaultRealtimeSession, 60_000, liveSecret).value,
    'an API key': key,
    'an access token': signAccessToken(tokenHouseOf(publicUrl, [liveSecret]), { userId, familyId }),
    'a refresh token': refreshToken,
    'a log-in of the pages': (await createSession(house.db, { userId, userAgent: null })).token,
  }
})
afterAll(async () => {
  await house.close()
  await web.close()
})

let addresses = 0
/** As a proxy would tell it: connections and guests are counted by it. */
const someone = () => ({ 'x-forwarded-for': `10.2.0.${++addresses % 250}` })

/** Whether a socket is opened, and is not closed again at once. */
async function opens(path: string, protocols: string[], headers: Record<string, string> = {}): Promise<boolean> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, protocols, { headers: { ...someone(), ...headers } })
  socket.on('error', () => undefined)
  const outcome = await new Promise<boolean>((resolve) => {
    socket.on('unexpected-response', () => resolve(false))
    socket.on('close', () => resolve(false))
    socket.on(path === '/ws/watch' ? 'message' : 'open', () => resolve(true))
  })
  socket.terminate()
  return outcome
}

const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` })

/** Each door, and whether what is shown there opens it. */
const doors: Record<string, (credential: string) => Promise<boolean>> = {
  'speaking': (shown) => opens('/ws/s2t', [LIVE_PROTOCOL, `${TICKET_PREFIX}${shown}`]),
  'watching': (shown) => opens('/ws/watch', [LIVE_PROTOCOL, `${WATCH_PREFIX}${shown}`]),
  'speaking as Deepgram': (shown) => opens('/v1/listen', [], bearer(shown)),
  'speaking as OpenAI, by the address': (shown) => opens(`/v1/realtime?intent=transcription&token=${encodeURIComponent(shown)}`, []),
  'the API': async (shown) => (await fetch(`${web.url}/api/v1/me`, { headers: { ...someone(), ...bearer(shown) } })).ok,
  'OpenAI’s API': async (shown) => (await fetch(`${web.url}/v1/models`, { headers: { ...someone(), ...bearer(shown) } })).ok,
  'the page of a viewer': async (shown) => (await fetch(`${web.url}/watch/${encodeURIComponent(shown)}`)).ok,
  'renewing': async (refreshToken) => (await fetch(`${web.url}/api/v1/auth/refresh`, {
    method: 'POST', headers: { ...someone(), 'content-type': 'application/json' }, body: JSON.stringify({ refreshToken }),
  })).ok,
  'the pages': async (shown) => {
    const visitor = new Visitor(web.url)
    visitor.cookies.set('steno', encodeURIComponent(shown))
    return (await visitor.fetch('/settings/profile')).ok
  },
}

/** What opens what. Whatever is not here opens nothing. */
const good: Record<string, string[]> = {
  'a ticket': ['speaking'],
  'a ticket for resuming': ['speaking'],
  'a viewer’s link': ['watching', 'the page of a viewer'],
  'a client secret': ['speaking as Deepgram', 'speaking as OpenAI, by the address'],
  'an API key': ['speaking as Deepgram', 'the API', 'OpenAI’s API'],
  'an access token': ['speaking as Deepgram', 'the API', 'OpenAI’s API'],
  'a refresh token': ['renewing'],
  // In a cookie it is signed, and here it is not.
  'a log-in of the pages': [],
}

it.each(Object.keys(good))('%s opens what it was given out for, and no other door', async (what) => {
  const opened = []
  for (const [door, open] of Object.entries(doors)) if (await open(credentials[what]!)) opened.push(door)
  expect(opened).toEqual(good[what])
})

it('what one cookie is signed for is no other cookie', async () => {
  const ann = new Visitor(web.url)
  await ann.register('Ann')
  const [session, device] = [ann.cookies.get('steno')!, ann.cookies.get('steno-device')!]
  expect((await ann.fetch('/settings/profile')).status).toBe(200)
  const stranger = new Visitor(web.url)
  stranger.cookies.set('steno', device).set('steno-device', session)
  expect((await stranger.fetch('/settings/profile')).status).toBe(302)
})

it('has met nothing that it did not expect', () => {
  expect([...web.errors, ...house.errors]).toEqual([])
})
