import { once } from 'node:events'
import { desc, eq } from 'drizzle-orm'
import { describe, expect, it, vi } from 'vitest'
import WebSocket from 'ws'
import { recordings } from '#db/schema/recordings'
import { revokeApiKey } from '#domain/api-keys/api-keys.server'
import { findApiKey } from '#domain/api-keys/find-api-key.server'
import { makeClientSecret } from '#domain/live/client-secret.server'
import { defaultRealtimeSession } from '#domain/live/realtime-session'
import { addUser } from '#tests/db/test-accounts'
import { addLiveKey } from '#tests/support/live-key'
import { liveSecret } from '#tests/support/live-secret'
import { connectRealtime, pcm24, type RealtimeEvent, type RealtimeLine } from '#tests/support/realtime-client'
import { hearUntil, segment, useToldHouse } from '#tests/support/told-house'

const live = useToldHouse()

const connect = (headers?: Record<string, string>) => connectRealtime(live.server.port, live.key, headers)
const is = (type: string, fits: (event: RealtimeEvent) => boolean = () => true) => (event: RealtimeEvent) => event.type === type && fits(event)
const ITEM = 'conversation.item.input_audio_transcription'
const newest = async (owner = live.userId) =>
  (await live.house.db.select().from(recordings).where(eq(recordings.userId, owner)).orderBy(desc(recordings.createdAt)).limit(1))[0]

const update = (session: object) => ({ type: 'session.update', session: { type: 'transcription', ...session } }) as never
const append = (seconds: number) => ({ type: 'input_audio_buffer.append', audio: pcm24(seconds) }) as const
async function endOf({ rt, heard }: RealtimeLine): Promise<void> {
  rt.close()
  await heard.closed()
}

describe("OpenAI's own client", () => {
  it('hears turns begin, grow and end, and what was said in each (SPEC 9.5, 9.6)', async () => {
    const streams = live.nextStream()
    const line = await connect()
    const { rt, heard } = line
    expect(await heard.next(is('session.created'))).toMatchObject({
      session: { type: 'transcription', audio: { input: { format: { type: 'audio/pcm', rate: 24_000 }, turn_detection: { type: 'server_vad' } } } },
    })
    rt.send(update({ audio: { input: { transcription: { model: 'gpt-4o-transcribe', language: 'en' } } } }))
    expect((await heard.next(is('session.updated'))).session.audio.input.transcription).toEqual({ model: 'gpt-4o-transcribe', language: 'en' })
    rt.send(append(1))
    const stream = await streams
    stream.onEvent({ type: 'speaking', isSpeaking: true, sample: 1600 })
    stream.onEvent({ type: 'partial', segment: segment(0, 'One two', 100, 600), stableChars: 3 })
    stream.onEvent({ type: 'partial', segment: segment(0, 'One too three', 100, 900), stableChars: 7 })
    stream.onEvent({ type: 'speaking', isSpeaking: false, sample: 16_000 })
    stream.onEvent({ type: 'final', segment: segment(0, 'One too three.', 100, 1000), committed: false })
    await hearUntil(stream, 1.6, () => heard.all.some(is(`${ITEM}.completed`)))
    const first = heard.all.filter(({ type }) => !type.startsWith('session'))
    expect(first.map(({ type, delta }) => delta ?? type.replace(ITEM, '').replace('input_audio_buffer', ''))).toEqual([
      '.speech_started', 'One', ' too', '.speech_stopped', '.committed', ' three.', '.completed',
    ])
    expect(first[0]).toMatchObject({ audio_start_ms: 100 })
    expect(first.at(-1)).toMatchObject({ transcript: 'One too three.', content_index: 0, usage: { type: 'duration', seconds: 0.9 } })
    const itemId = first[0]!.item_id
    expect(new Set(first.map((event) => event.item_id))).toEqual(new Set([itemId]))
    stream.onEvent({ type: 'final', segment: segment(0, 'One too three.', 100, 1000), committed: true })
    stream.onEvent({ type: 'final', segment: segment(1, 'Four.', 2000, 3000), committed: true })
    await hearUntil(stream, 5, () => heard.all.some(is(`${ITEM}.completed`, (event) => event.transcript === 'Four.')))
    expect(heard.all.filter(is('input_audio_buffer.committed'))[1]).toMatchObject({ previous_item_id: itemId })
    stream.onEvent({ type: 'speaking', isSpeaking: true, sample: 96_000 })
    stream.onEvent({ type: 'speaking', isSpeaking: false, sample: 97_600 })
    await hearUntil(stream, 7, () => heard.all.some(is(`${ITEM}.completed`, (event) => event.transcript === '')))
    await endOf(line)
  })

  it('says itself where turns end, and takes back what it has said (SPEC 9.5)', async () => {
    const line = await connect()
    const { rt, heard } = line
    rt.send(update({ audio: { input: { turn_detection: null } } }))
    let sentence = 0
    live.told.finishes = (stream, sample) => {
      const id = sentence++
      stream.onEvent({ type: 'final', segment: segment(id, `Sentence ${id}.`, sample / 16 - 900, sample / 16), committed: true })
    }
    rt.send(append(1))
    rt.send({ type: 'input_audio_buffer.commit' })
    rt.send({ type: 'input_audio_buffer.commit', event_id: 'mine' })
    rt.send(append(1))
    rt.send({ type: 'input_audio_buffer.clear' })
    rt.send(append(1))
    rt.send({ type: 'input_audio_buffer.commit' })
    const last = await heard.next(is(`${ITEM}.completed`, (event) => event.transcript === 'Sentence 2.'))
    live.told.finishes = () => undefined
    const [one, two] = heard.all.filter(is('input_audio_buffer.committed'))
    expect(last).toMatchObject({ item_id: two!.item_id, usage: { type: 'duration', seconds: expect.closeTo(1, 1) } })
    expect(two).toMatchObject({ previous_item_id: one!.item_id })
    expect(heard.all.filter(is(`${ITEM}.completed`)).map((event) => event.transcript)).toEqual(['Sentence 0.', 'Sentence 2.'])
    expect(heard.all.filter(is(`${ITEM}.delta`)).map((event) => event.delta)).toEqual(['Sentence 0.', 'Sentence 2.'])
    expect(heard.all.filter(is('input_audio_buffer.cleared'))).toHaveLength(1)
    expect(heard.all.find(is('error'))).toMatchObject({ error: { code: 'input_audio_buffer_commit_empty', event_id: 'mine' } })
    await endOf(line)
  })

  it('leaves a recording of all that it sent, at 16 kHz, when it closes in good order (SPEC 9.4, 9.7)', async () => {
    const owner = await addUser(live.house.db, 'ENTERPRISE')
    const { rt, heard } = await connectRealtime(live.server.port, await addLiveKey(live.house.db, owner))
    rt.send({ type: 'transcription_session.update', session: { input_audio_format: 'g711_ulaw', turn_detection: null } } as never)
    expect((await heard.next(is('transcription_session.updated'))).session).toMatchObject({ input_audio_format: 'g711_ulaw', turn_detection: null })
    rt.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(24_000, 0xff).toString('base64') })
    rt.send({ type: 'transcription_session.update', session: { input_audio_format: 'pcm16' } } as never)
    rt.send(append(2))
    await endOf({ rt, heard })
    await vi.waitFor(async () => expect(await newest(owner)).toMatchObject({ status: 'done' }), { timeout: 30_000, interval: 50 })
    // But for a millisecond that waited in the filter when the line closed.
    expect(Math.abs((await newest(owner))!.durationMs! - 5000)).toBeLessThanOrEqual(2)
  })

  it('is told what it does wrong, and goes on (SPEC 9.3)', async () => {
    const line = await connect()
    const { rt, heard } = line
    rt.send({ type: 'response.create', event_id: 'e1' })
    rt.send({ type: 'session.update', event_id: 'e2', session: { type: 'realtime' } })
    rt.send({ type: 'input_audio_buffer.append', event_id: 'e3', audio: '???' })
    rt.socket.send('{')
    rt.socket.send(Buffer.alloc(10))
    rt.send(update({ audio: { input: { format: { type: 'audio/pcm', rate: 1 } } } }))
    await heard.next(is('error', ({ error }) => error.param === 'session.audio.input.format.rate'))
    const errors = heard.all.filter(is('error')).map(({ error }) => [error.type, error.event_id, error.param])
    expect(errors).toEqual([
      ['invalid_request_error', 'e1', 'type'], ['invalid_request_error', 'e2', 'session.type'], ['invalid_request_error', 'e3', 'audio'],
      ['invalid_request_error', null, 'type'], ['invalid_request_error', null, null],
      ['invalid_request_error', null, 'session.audio.input.format.rate'],
    ])
    rt.send(append(1))
    rt.send(update({ audio: { input: { transcription: { language: 'vi' } } } }))
    expect(await heard.next(is('error', ({ error }) => error.code === 'language_not_installed'))).toBeDefined()
    await endOf(line)
  })

  it('is closed where it sends more messages than it may, though they are as long as audio (SPEC 9.3)', async () => {
    const { rt, heard } = await connect()
    const padded = { ...(update({}) as object), event_id: 'e'.repeat(300) } as never
    for (let at = 0; at < 300; at++) rt.send(padded)
    expect(await heard.closed()).toMatchObject({ code: 1008 })
    expect(heard.all.at(-1)).toMatchObject({ type: 'error', error: { code: 'too_fast' } })
  })

  it('hears that its turns fail where there is no room, and is closed (SPEC 9.3)', async () => {
    const { rt, heard } = await connect()
    rt.send(update({ audio: { input: { turn_detection: null } } }))
    live.told.hasRoom = false
    rt.send(append(1))
    rt.send({ type: 'input_audio_buffer.commit' })
    expect(await heard.closed()).toMatchObject({ code: 1013 })
    live.told.hasRoom = true
    const { item_id } = heard.all.find(is('input_audio_buffer.committed'))!
    expect(heard.all.find(is(`${ITEM}.failed`))).toMatchObject({ item_id, error: { code: 'live_busy', type: 'server_error' } })
    expect(heard.all.at(-1)).toMatchObject({ type: 'error', error: { code: 'live_busy' } })
  })
})

describe('the door', () => {
  const open = (protocols: string[], query = 'intent=transcription') => {
    const socket = new WebSocket(`ws://127.0.0.1:${live.server.port}/v1/realtime?${query}`, protocols)
    socket.on('error', () => undefined)
    return socket
  }
  async function refusalOf(socket: WebSocket) {
    const [, response] = await once(socket, 'unexpected-response')
    let body = ''
    for await (const part of response) body += part
    return { status: response.statusCode, body: JSON.parse(body) }
  }
  const secretBy = async (ownKey: string, now?: number) => {
    const holder = (await findApiKey(live.house.db, ownKey))!
    const caller = { userId: holder.userId, credential: { kind: 'key', id: holder.keyId, name: '' } } as const
    const session = { ...defaultRealtimeSession, turnDetection: null }
    return { holder, value: makeClientSecret(caller, session, 60_000, liveSecret, now).value }
  }

  it("opens for keys as pages show them, in OpenAI's way (SPEC 9.2)", async () => {
    const socket = open(['realtime', `openai-insecure-api-key.${live.key}`, 'openai-beta.realtime-v1'])
    await once(socket, 'open')
    expect(socket.protocol).toBe('realtime')
    socket.close()
    expect(await refusalOf(open(['realtime', 'openai-insecure-api-key.steno_no']))).toMatchObject({
      status: 401, body: { error: { type: 'invalid_request_error', code: 'invalid_api_key', param: null } },
    })
  })

  it('opens for client secrets with the session that they name, as long as their key is good (SPEC 9.2)', async () => {
    const ownKey = await addLiveKey(live.house.db, live.userId)
    const { holder, value } = await secretBy(ownKey)
    // One after the other: what the second is told must not come while the first is listened to.
    for (const shown of [() => open(['realtime', `openai-insecure-api-key.${value}`]), () => open([], `token=${value}`)]) {
      const socket = shown()
      const [data] = await once(socket, 'message')
      expect(JSON.parse(String(data))).toMatchObject({ type: 'session.created', session: { audio: { input: { turn_detection: null } } } })
      socket.close()
    }
    const late = await secretBy(ownKey, Date.now() - 61_000)
    expect((await refusalOf(open([], `token=${late.value}`))).status).toBe(401)
    expect((await refusalOf(open([], `token=${value.slice(0, -2)}`))).status).toBe(401)
    await revokeApiKey(live.house.db, live.userId, holder.keyId)
    expect((await refusalOf(open([], `token=${value}`))).status).toBe(401)
  })

  it("makes recordings of the key's own user alone (SPEC 9.2)", async () => {
    const [ann, bob] = [await addUser(live.house.db, 'ENTERPRISE'), await addUser(live.house.db, 'ENTERPRISE')]
    for (const owner of [ann, bob]) {
      const { value } = await secretBy(await addLiveKey(live.house.db, owner))
      const { rt, heard } = await connectRealtime(live.server.port, value)
      rt.send(append(3))
      await vi.waitFor(async () => expect(await newest(owner)).toBeDefined(), { timeout: 30_000, interval: 50 })
      await endOf({ rt, heard })
      await vi.waitFor(async () => expect(await newest(owner)).toMatchObject({ status: 'done' }), { timeout: 30_000, interval: 50 })
    }
    const rows = await live.house.db.select({ userId: recordings.userId }).from(recordings)
    expect(rows.filter((row) => row.userId === ann)).toHaveLength(1)
    expect(rows.filter((row) => row.userId === bob)).toHaveLength(1)
  })

  it('opens so many connections of a user at once (SPEC 9.3)', async () => {
    const own = await addLiveKey(live.house.db, await addUser(live.house.db, 'ENTERPRISE'))
    const sockets = Array.from({ length: 16 }, () => open(['realtime', `openai-insecure-api-key.${own}`]))
    await Promise.all(sockets.map((socket) => once(socket, 'open')))
    expect((await refusalOf(open(['realtime', `openai-insecure-api-key.${own}`]))).status).toBe(429)
    for (const socket of sockets) socket.terminate()
    await vi.waitFor(async () => {
      const again = open(['realtime', `openai-insecure-api-key.${own}`])
      await once(again, 'open')
      again.close()
    }, { timeout: 30_000, interval: 100 })
  })
})
