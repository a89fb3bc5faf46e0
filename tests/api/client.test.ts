import { readFile } from 'node:fs/promises'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { deleteRecording } from '#domain/recordings/change-recording.server'
import { addRecording, claim } from '#tests/db/test-accounts'
import { useApiHouse } from '#tests/support/api-house'
import { CLIENT_TYPES_PATH, writeClientTypes } from '#tests/support/client-types'
import { second } from '#tests/support/use-uploads'
import { keepInMemory } from '../../client/credentials'
import { StenoClient, type StenoClientOptions } from '../../client/steno-client'

const api = useApiHouse()
const password = 'correct horse battery'
let made = 0
const account = () => ({ email: `client-${++made}@example.com`, userName: 'Fay', password })

/** A client whose requests can be met by something else on their way; it notes what it waits for instead of waiting. */
function clientWith(options: Partial<StenoClientOptions> = {}, meet: (request: Request) => Response | Promise<Response> | null = () => null) {
  const sent: Request[] = []
  const waits: number[] = []
  const fetch = async (request: Request) => {
    sent.push(request.clone())
    return (await meet(request)) ?? api.guest.fetch(request)
  }
  const wait = async (ms: number) => void waits.push(ms)
  return { client: new StenoClient({ url: api.url, fetch, patience: { wait }, ...options }), sent, waits }
}

const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ type: '', title: '', detail: 'No.', retryable: true, status, code }), {
    status, headers: { 'Content-Type': 'application/problem+json', ...headers },
  })

it('has the types that follow from the API as it is: `npm run generate:client` renews them', async () => {
  expect(await readFile(CLIENT_TYPES_PATH, 'utf8')).toBe(await writeClientTypes())
})

describe('a log-in', () => {
  it('is renewed once for all requests that are refused at the same time', async () => {
    const sessions = keepInMemory()
    const { client, sent } = clientWith({ sessions })
    const first = await client.account.register(account())
    await sessions.save({ ...first, accessToken: `${first.accessToken}x` })
    const names = await Promise.all(Array.from({ length: 5 }, async () => (await client.account.me()).userName))
    expect(names).toEqual(Array(5).fill('Fay'))
    expect(sent.filter(({ url }) => url.endsWith('/auth/refresh'))).toHaveLength(1)
    expect((await sessions.load())!.refreshToken).not.toBe(first.refreshToken)
  })

  it('takes what another run of the program has renewed', async () => {
    const sessions = keepInMemory()
    const { client, sent } = clientWith({ sessions }, (request) => {
      if (request.headers.get('Authorization') !== 'Bearer old') return null
      void sessions.save(fresh)
      return problem(401, 'unauthenticated')
    })
    const fresh = await client.account.register(account())
    await sessions.save({ ...fresh, accessToken: 'old' })
    expect((await client.account.me()).userName).toBe('Fay')
    expect(sent.filter(({ url }) => url.endsWith('/auth/refresh'))).toHaveLength(0)
  })

  it('ends where it cannot be renewed, and by logging out', async () => {
    const sessions = keepInMemory()
    const { client } = clientWith({ sessions })
    const login = account()
    const session = await client.account.register(login)
    await client.account.logOut()
    expect(await sessions.load()).toBeNull()
    await sessions.save(session)
    await expect(client.account.me()).rejects.toMatchObject({ name: 'StenoProblem', code: 'unauthenticated', status: 401 })
    expect(await sessions.load()).toBeNull()
    await client.account.logIn(login.email, password)
    expect((await client.account.me()).email).toBe(login.email)
  })
})

describe('what is refused', () => {
  it('is thrown with its code; what is no answer of Steno’s is told apart', async () => {
    const client = api.ann.steno
    await expect(client.recordings.get(crypto.randomUUID())).rejects.toMatchObject({
      name: 'StenoProblem', code: 'not_found', status: 404, problem: { requestId: expect.any(String) },
    })
    await expect(client.recordings.page({ limit: 0 })).rejects.toMatchObject({ code: 'bad_request', problem: { field: 'limit' } })
    const { client: behindProxy } = clientWith({}, () => new Response('<h1>Teapot</h1>', { status: 418 }))
    await expect(behindProxy.account.me()).rejects.toMatchObject({ code: 'not_steno', status: 418, problem: null })
    const { client: nowhere } = clientWith({ url: 'http://127.0.0.1:9', fetch: undefined, patience: { retries: 0 } })
    await expect(nowhere.account.me()).rejects.toMatchObject({ name: 'StenoUnreachable' })
  })

  it.each([
    [429, { 'Retry-After': '7' }, 7000], [503, { 'Retry-After': new Date(Date.now() + 20_000).toUTCString() }, 20_000], [502, {}, 500],
  ])('is sent again where that may help, after the wait that it asks for: %d', async (status, headers, waitMs) => {
    let refusals = 2
    const refusal = () => (refusals-- > 0 ? problem(status, 'unavailable', headers as Record<string, string>) : null)
    const { client, waits } = clientWith({ apiKey: api.ann.credential! }, refusal)
    expect((await client.account.me()).id).toBe(api.annId)
    expect(waits).toHaveLength(2)
    expect(waits[0]! <= waitMs && waits[0]! >= waitMs / 2 - 2000).toBe(true)
  })

  it('is not sent again for long, nor after the wait would be too long', async () => {
    const { client, sent } = clientWith({ apiKey: api.ann.credential! }, () => problem(503, 'unavailable'))
    await expect(client.account.me()).rejects.toMatchObject({ status: 503 })
    expect(sent).toHaveLength(5)
    const { client: told, waits } = clientWith({}, () => problem(429, 'too_many_attempts', { 'Retry-After': '900' }))
    await expect(told.account.logIn('a@example.com', 'x')).rejects.toMatchObject({ code: 'too_many_attempts', retryAfterMs: 900_000 })
    expect(waits).toEqual([])
  })

  it('ends with the caller’s patience', async () => {
    const leaving = new AbortController()
    const fetch = async () => problem(503, 'unavailable', { 'Retry-After': '60' })
    const client = new StenoClient({ url: api.url, fetch })
    const asked = client.account.me({ signal: leaving.signal })
    leaving.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
  })
})

describe('a POST whose answer is lost', () => {
  it('is carried out once', async () => {
    let isLost = false
    const { client, sent } = clientWith({}, async (request) => {
      if (isLost || !request.url.endsWith('/auth/register')) return null
      isLost = true
      await api.guest.fetch(request)
      throw new TypeError('fetch failed')
    })
    await client.account.register(account())
    expect(new Set(sent.map(({ headers }) => headers.get('Idempotency-Key'))).size).toBe(1)
    expect((await client.account.me()).userName).toBe('Fay')
  })

  it('is carried out once too where it sends a file, and the way is told', async () => {
    const { userId, key } = await api.newcomer()
    let isLost = false
    const { client } = clientWith({ apiKey: key }, async (request) => {
      if (isLost) return null
      isLost = true
      await api.guest.fetch(request)
      throw new TypeError('fetch failed')
    })
    const told: number[] = []
    const file = new File([new Uint8Array(second)], 'Weekly.wav', { type: 'audio/wav' })
    const recording = await client.recordings.upload(file, { language: 'en', onProgress: (bytes) => told.push(bytes) })
    expect(recording).toMatchObject({ title: 'Weekly', language: 'en', status: 'queued' })
    expect(told.at(-1)).toBe(second.length)
    const { rows } = await api.house.db.execute(sql`select 1 from recordings where user_id = ${userId}`)
    expect(rows).toHaveLength(1)
  })
})

it('goes through all pages of a list', async () => {
  const { userId, client } = await api.newcomer()
  for (let at = 0; at < 5; at++) await addRecording(api.house.db, userId, { title: `Talk ${at}` })
  const titles: string[] = []
  for await (const { title } of client.steno.recordings.list({ limit: 2 })) titles.push(title)
  expect(titles).toEqual(['Talk 4', 'Talk 3', 'Talk 2', 'Talk 1', 'Talk 0'])
})

describe('events of a recording', () => {
  it('go on over a broken connection, until nothing more is to come', async () => {
    const { db } = api.house
    const { userId, key } = await api.newcomer()
    const id = await addRecording(db, userId, { until: 'queued' })
    let streams = 0
    const { client } = clientWith({ apiKey: key }, async (request) => {
      if (++streams > 1) return null
      const { body, headers } = await api.guest.fetch(request)
      const reader = body!.getReader()
      const cut = new ReadableStream<Uint8Array>({
        async start(controller) {
          controller.enqueue((await reader.read()).value!)
          await reader.cancel()
          controller.error(new TypeError('terminated'))
        },
      }, { highWaterMark: 0 })
      return new Response(cut, { headers })
    })
    const states: string[] = []
    for await (const told of client.recordings.events(id)) {
      states.push(told.event === 'recording' ? told.data.status : told.event)
      if (states.at(-1) === 'queued') await claim(db, id)
      if (states.at(-1) === 'processing') await deleteRecording(db, userId, id)
    }
    expect(streams).toBe(2)
    expect(states.at(-1)).toBe('deleted')
    expect(states).toContain('processing')
  })

  it('are refused to who may not, and end when nobody listens', async () => {
    const id = await addRecording(api.house.db, api.annId, { until: 'queued' })
    await expect(api.bob.steno.recordings.events(id).next()).rejects.toMatchObject({ code: 'not_found' })
    const leaving = new AbortController()
    const events = api.ann.steno.recordings.events(id, { signal: leaving.signal })
    expect((await events.next()).value).toMatchObject({ event: 'recording', data: { status: 'queued' } })
    leaving.abort()
    await expect(events.next()).rejects.toMatchObject({ name: 'AbortError' })
    for await (const { event } of api.ann.steno.recordings.events(id)) {
      expect(event).toBe('recording')
      break
    }
  })
})
