import { sql } from 'drizzle-orm'
import OpenAI, { toFile } from 'openai'
import { describe, expect, it } from 'vitest'
import { cancelRecording, deleteRecording } from '#domain/recordings/change-recording.server'
import { requireRecording } from '#domain/recordings/get-recording.server'
import { addRecording, addUser, claim } from '#tests/db/test-accounts'
import { useApiHouse } from '#tests/support/api-house'
import { second } from '#tests/support/use-uploads'
import { followWork } from '../../app/api/at-once/follow-work'
import { foreignEndpoints } from '../../app/api/make-foreign-apis'

const api = useApiHouse({ apiOrigins: ['https://page.example'] })
const clientOf = (apiKey: string | null, more: object = {}) =>
  new OpenAI({ apiKey: apiKey ?? 'none', baseURL: `${api.url}/v1`, maxRetries: 0, ...more })
const create = (openai: OpenAI, more: object = {}, options: object = {}) =>
  toFile(second, 'a.wav').then((file) => openai.audio.transcriptions.create({ file, model: 'whisper-1', ...more }, options))
const patience = { timeout: 60_000, interval: 20 }
/** The newest recording of the user's, once it is in the queue. */
async function untilQueued(userId: string): Promise<string> {
  let id = ''
  await expect.poll(async () => {
    const { rows } = await api.house.db.execute<{ id: string }>(sql`
      select id from recordings where user_id = ${userId} and status = 'queued' order by created_at desc limit 1`)
    return (id = rows[0]?.id ?? '')
  }, patience).not.toBe('')
  return id
}
const countOf = async (userId: string) =>
  (await api.house.db.execute<{ n: number }>(sql`select count(*)::int as n from recordings where user_id = ${userId}`)).rows[0]!.n
const spoken = (text: string, idx: number) => ({ startMs: idx * 300, endMs: idx * 300 + 300, text })
const window = (id: string, fence: number, idx: number, text: string) => api.house.db.execute(sql`
  with stored as (select sp_checkpoint_window(${id}, ${fence}, ${idx}, 0, 1000, 16000,
    ${JSON.stringify([spoken(text, idx)])}::jsonb))
  select from stored`)
const note = (id: string, ms: number) => api.house.db.execute(sql`update recordings set progress_ms = ${ms} where id = ${id}`)
const complete = (id: string, fence: number, texts: string[]) =>
  api.house.db.execute(sql`select sp_complete_recording(${id}, 1000, ${JSON.stringify(texts.map(spoken))}, ${fence})`)

describe('whoever waits for a transcript', () => {
  it('is told of what is recognised as it is', async () => {
    const { key, userId } = await api.newcomer()
    const opened = create(clientOf(key), { stream: true, language: 'en' })
    const id = await untilQueued(userId)
    const stream = (await opened) as unknown as AsyncIterable<{ type: string; delta?: string; text?: string }>
    const events = stream[Symbol.asyncIterator]()
    const fence = (await claim(api.house.db, id))!
    await window(id, fence, 0, 'One.')
    await note(id, 300)
    expect((await events.next()).value).toEqual({ type: 'transcript.text.delta', delta: 'One.' })
    await window(id, fence, 1, 'Two.')
    await note(id, 600)
    expect((await events.next()).value).toEqual({ type: 'transcript.text.delta', delta: ' Two.' })
    await complete(id, fence, ['One.', 'Two.', 'Three.'])
    expect((await events.next()).value).toEqual({ type: 'transcript.text.delta', delta: ' Three.' })
    expect((await events.next()).value).toMatchObject({ type: 'transcript.text.done', text: 'One. Two. Three.', usage: { seconds: 1 } })
    expect((await events.next()).done).toBe(true)
  })

  it('is told why there is none, also in the middle of a stream, and not to send it again', async () => {
    const { db } = api.house
    const { key, userId } = await api.newcomer()
    const waiting = create(clientOf(key, { maxRetries: 2 })).catch((error: unknown) => error)
    const id = await untilQueued(userId)
    await cancelRecording(db, userId, id)
    const error = (await waiting) as { headers: Headers }
    // A status for which the client would send everything once more, unless told.
    expect(error).toMatchObject({ status: 409, code: 'cancelled', type: 'invalid_request_error' })
    expect(error.headers.get('Steno-Recording-Id')).toBe(id)
    expect(await countOf(userId)).toBe(1)
    const stream = create(clientOf(key), { stream: true })
    const failing = await untilQueued(userId)
    await db.execute(sql`select sp_fail_recording(${failing}, 0, 'media_truncated', 'The file ends too soon.')`)
    const read = async () => {
      for await (const _ of (await stream) as unknown as AsyncIterable<unknown>);
    }
    await expect(read()).rejects.toMatchObject({ code: 'media_truncated', message: expect.stringContaining('The file ends too soon.') })
  })

  it('may go: what is to be stored is worked on, what is not is gone', async () => {
    const { key, userId } = await api.newcomer()
    const leave = async (headers: Record<string, string>) => {
      const leaving = new AbortController()
      const waiting = create(clientOf(key), {}, { signal: leaving.signal, headers }).catch((error: unknown) => error)
      const id = await untilQueued(userId)
      leaving.abort()
      expect(await waiting).toBeInstanceOf(OpenAI.APIUserAbortError)
      return id
    }
    const kept = await leave({})
    await api.house.db.execute(sql`update recordings set status = 'cancelled' where id = ${kept}`)
    await leave({ 'Steno-Store': 'false' })
    await expect.poll(() => countOf(userId), patience).toBe(1)
    expect(await requireRecording(api.house.db, userId, kept)).toMatchObject({ id: kept })
  })
})

describe('the work that is followed', () => {
  const house = () => ({ ...api.house.services, tokens: { issuer: '', audience: '', secrets: [] } })
  const follow = async (userId: string, recordingId: string, more: object = {}) => {
    for await (const _ of followWork(house(), { userId, recordingId, signal: new AbortController().signal, ...more }));
  }

  it('is waited for so long, and for nobody who has gone', async () => {
    const userId = await addUser(api.house.db)
    const id = await addRecording(api.house.db, userId, { until: 'queued' })
    await expect(follow(userId, id, { waitMs: 1 })).rejects.toMatchObject({ code: 'answer_late', status: 504, retryable: false })
    await expect(follow(userId, id, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' })
    const ended = { ...house(), stopping: AbortSignal.abort() }
    await expect(followWork(ended, { userId, recordingId: id, signal: new AbortController().signal }).next())
      .rejects.toMatchObject({ code: 'unavailable' })
  })

  it('ends with its cancellation and its deletion, and is nobody else’s', async () => {
    const { db } = api.house
    const userId = await addUser(db)
    const [one, two] = [await addRecording(db, userId, { until: 'queued' }), await addRecording(db, userId, { until: 'queued' })]
    await expect(follow(api.bobId, one)).rejects.toMatchObject({ code: 'cancelled', message: expect.stringContaining('deleted') })
    const waits = [follow(userId, one), follow(userId, two)].map((wait) => wait.catch((error: unknown) => error))
    await cancelRecording(db, userId, one)
    await deleteRecording(db, userId, two)
    for (const wait of waits) expect(await wait).toMatchObject({ code: 'cancelled' })
  })
})

describe('what is refused', () => {
  it('is told in OpenAI’s words', async () => {
    const { key, userId } = await api.newcomer('FREE')
    const refused = (openai: OpenAI, more: object = {}) => create(openai, more).catch((error: unknown) => error)
    expect(await refused(clientOf(null))).toMatchObject({ status: 401, code: 'invalid_api_key', type: 'invalid_request_error' })
    const reader = await api.withKey(userId, ['recordings:read'])
    expect(await refused(clientOf(reader.credential))).toMatchObject({ status: 403, code: 'insufficient_permissions' })
    const invalid = { status: 400, type: 'invalid_request_error', code: 'invalid_value' }
    expect(await refused(clientOf(key), { response_format: 'diarized_json' }))
      .toMatchObject({ ...invalid, param: 'response_format', message: expect.stringContaining("'verbose_json'") })
    expect(await refused(clientOf(key), { timestamp_granularities: ['word', 'letter'] }))
      .toMatchObject({ ...invalid, param: expect.stringContaining('timestamp_granularities') })
    expect(await refused(clientOf(key), { temperature: 3 })).toMatchObject({ ...invalid, param: 'temperature' })
    expect(await refused(clientOf(key), { language: 'Klingon' })).toMatchObject({ ...invalid, param: 'language' })
    expect(await refused(clientOf(key), { language: 'vi' })).toMatchObject({ status: 400, code: 'language_not_installed' })
    expect(await refused(clientOf(key, { defaultHeaders: { 'Steno-Store': 'maybe' } })))
      .toMatchObject({ ...invalid, param: 'Steno-Store' })
    expect(await refused(clientOf(key, { defaultQuery: { store: 'no' } }))).toMatchObject({ ...invalid, param: 'store' })
    expect(await countOf(userId)).toBe(0)
    const { db } = api.house
    await db.execute(sql`update plans set upload_bytes_max = 1000 where code = 'FREE'`)
    expect(await refused(clientOf(key))).toMatchObject({ status: 413, code: 'upload_too_large' })
    await db.execute(sql`update user_subscriptions set usage_count = 100 where user_id = ${userId}`)
    const exhausted = (await refused(clientOf(key, { maxRetries: 5 }))) as { headers: Headers }
    expect(exhausted).toMatchObject({ status: 429, code: 'insufficient_quota', type: 'insufficient_quota' })
    expect(exhausted.headers.get('x-should-retry')).toBe('false')
  })

  it('is an address or a method that is not there', async () => {
    const { key } = await api.newcomer()
    const ask = async (method: string, path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`${api.url}/v1${path}`, { method, headers: { Authorization: `Bearer ${key}`, ...headers } })
      return { status: response.status, headers: response.headers, body: response.status === 204 ? null : await response.json() }
    }
    expect(await ask('POST', '/chat/completions'))
      .toMatchObject({ status: 404, body: { error: { type: 'invalid_request_error', code: 'not_found' } } })
    expect(await ask('GET', '/audio/transcriptions')).toMatchObject({ status: 405, body: { error: { code: 'method_not_allowed' } } })
    expect(await ask('GET', '/listen')).toMatchObject({ status: 405, body: { err_code: 'METHOD_NOT_ALLOWED' } })
    expect((await ask('GET', '/models')).headers.get('RateLimit-Remaining')).toMatch(/^\d+$/)
    const preflight = { Origin: 'https://page.example', 'Access-Control-Request-Method': 'POST' }
    const { headers } = await ask('OPTIONS', '/audio/transcriptions', preflight)
    expect(headers.get('Access-Control-Allow-Origin')).toBe('https://page.example')
    expect(headers.get('Access-Control-Allow-Headers')).toBe('Authorization, *')
  })
})

it('does everything for the holder of the credential alone', async () => {
  for (const { endpoint } of foreignEndpoints) {
    expect(endpoint.access, endpoint.path).not.toBe('public')
    // No address names what belongs to somebody: there is nothing of another's to ask for.
    expect(endpoint.path).not.toMatch(/:(?!model)/)
  }
  const [ann, bob] = [await api.newcomer(), await api.newcomer()]
  const waiting = create(clientOf(ann.key))
  const id = await untilQueued(ann.userId)
  expect(await countOf(bob.userId)).toBe(0)
  await bob.client.refused('not_found', 'GET', `/recordings/${id}`)
  const fence = (await claim(api.house.db, id))!
  await complete(id, fence, ['Ann’s.'])
  expect(await waiting).toMatchObject({ text: 'Ann’s.' })
})
