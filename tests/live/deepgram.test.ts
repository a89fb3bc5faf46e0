import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { describe, expect, it, vi } from 'vitest'
import WebSocket from 'ws'
import { liveSessions } from '#db/schema/live-sessions'
import { recordings } from '#db/schema/recordings'
import { listLivePieces, readLivePieces } from '#domain/live/live-pieces.server'
import { addUser } from '#tests/db/test-accounts'
import { listenAsDeepgram, type DeepgramMessage, type ListenArgs } from '#tests/support/deepgram-client'
import { addLiveKey } from '#tests/support/live-key'
import { hearUntil, segment, useToldHouse } from '#tests/support/told-house'

const live = useToldHouse({ apiOrigins: ['https://app.example'] })

const second = Buffer.alloc(32_000, 1)
const listen = (args: Partial<ListenArgs> = {}, apiKey = live.key) => listenAsDeepgram(live.server.port, apiKey, args)
const isOf = (type: string, fits: (message: any) => boolean = () => true) => (message: DeepgramMessage) =>
  message.type === type && fits(message)
const textOf = (message: any): string => message.channel.alternatives[0].transcript
const rowOf = async (id: string) => (await live.house.db.select().from(recordings).where(eq(recordings.id, id)))[0]

describe("Deepgram's own client", () => {
  it('hears speech begin, interim results, endpoints, and the end of utterances (SPEC 9.5, 9.6)', async () => {
    const streams = live.nextStream()
    const { socket, heard } = await listen({
      interim_results: 'true', endpointing: 10, utterance_end_ms: 1000, vad_events: 'true', tag: 'A call',
    } as Partial<ListenArgs>)
    socket.sendMedia(second)
    const stream = await streams
    stream.onEvent({ type: 'speaking', isSpeaking: true, sample: 1600 })
    stream.onEvent({ type: 'partial', segment: segment(0, 'Hello', 100, 600), stableChars: 0 })
    stream.onEvent({ type: 'speaking', isSpeaking: false, sample: 12_800 })
    stream.onEvent({ type: 'final', segment: segment(0, 'Hello there.', 100, 800), committed: false })
    expect(await heard.next(isOf('SpeechStarted'))).toEqual({ type: 'SpeechStarted', channel: [0, 1], timestamp: 0.1 })
    const final: any = await heard.next(isOf('Results', (message) => message.is_final))
    expect(heard.all.find(isOf('Results'))).toMatchObject({ is_final: false, speech_final: false, start: 0.1, duration: 0.5 })
    expect(final).toMatchObject({
      is_final: true, speech_final: true, from_finalize: false, channel_index: [0, 1], start: 0.1, duration: 0.7,
      metadata: { model_info: { name: 'moonshine-tiny-en', arch: 'steno' } },
    })
    expect(textOf(final)).toBe('Hello there.')
    expect(final.channel.alternatives[0].words.map(({ word, punctuated_word }: any) => [word, punctuated_word]))
      .toEqual([['hello', 'Hello'], ['there', 'there.']])
    expect(heard.all.some(isOf('UtteranceEnd'))).toBe(false)
    await hearUntil(stream, 1.9, () => heard.all.some(isOf('UtteranceEnd')))
    expect(heard.all.find(isOf('UtteranceEnd'))).toEqual({ type: 'UtteranceEnd', channel: [0, 1], last_word_end: 0.8 })
    expect(await rowOf(final.metadata.request_id)).toMatchObject({ userId: live.userId, source: 'realtime', title: 'A call', status: 'processing' })
    socket.sendCloseStream({ type: 'CloseStream' })
    await heard.closed()
  })

  it('gets finals alone where it asks for no more, and no endpoint (SPEC 9.6)', async () => {
    const streams = live.nextStream()
    const { socket, heard } = await listen({ endpointing: 'false' } as Partial<ListenArgs>)
    socket.sendMedia(second)
    const stream = await streams
    stream.onEvent({ type: 'partial', segment: segment(0, 'One', 0, 600), stableChars: 0 })
    stream.onEvent({ type: 'final', segment: segment(0, 'One.', 0, 800), committed: false })
    stream.onEvent({ type: 'final', segment: segment(0, 'One.', 0, 800), committed: true })
    expect(await heard.next(isOf('Results'))).toMatchObject({ is_final: true, speech_final: false })
    socket.sendCloseStream({ type: 'CloseStream' })
    await heard.closed()
    expect(heard.all.map(({ type }) => type)).toEqual(['Results', 'Metadata'])
  })

  it('finalizes, also where nothing is left to say, and closes the stream (SPEC 9.5, 9.7)', async () => {
    const { socket, heard } = await listen()
    live.told.finishes = (stream) => {
      live.told.finishes = () => undefined
      stream.onEvent({ type: 'final', segment: segment(0, 'One two.', 0, 900), committed: true })
    }
    socket.sendMedia(second)
    socket.sendFinalize({ type: 'Finalize' })
    const finalized: any = await heard.next(isOf('Results', (message) => message.from_finalize))
    expect(textOf(finalized)).toBe('One two.')
    socket.sendFinalize({ type: 'Finalize' })
    expect(await heard.next(isOf('Results', (message) => message.from_finalize && textOf(message) === '')))
      .toMatchObject({ is_final: true })
    socket.sendMedia(second)
    socket.sendMedia(second)
    socket.sendCloseStream({ type: 'CloseStream' })
    expect(await heard.closed()).toMatchObject({ code: 1000 })
    const sha256 = createHash('sha256').update(second).update(second).update(second).digest('hex')
    const { request_id } = finalized.metadata
    expect(heard.all.at(-1)).toMatchObject({ type: 'Metadata', request_id, duration: 3, channels: 1, sha256 })
    expect(await rowOf(request_id)).toMatchObject({ status: 'done', durationMs: 3000, chargedMs: 3000 })
  })

  it('sends telephone audio of two channels (SPEC 9.4)', async () => {
    const { socket, heard } = await listen({ encoding: 'mulaw', sample_rate: 8000, channels: 2 } as Partial<ListenArgs>)
    // Full loud on the one, silent on the other; μ-law's 0x80 and 0xff.
    socket.sendMedia(Buffer.alloc(8000 * 2 * 3).map((_, at) => (at % 2 === 0 ? 0x80 : 0xff)))
    socket.sendFinalize({ type: 'Finalize' })
    const { metadata }: any = await heard.next(isOf('Results'))
    socket.sendCloseStream({ type: 'CloseStream' })
    await heard.closed()
    const samples: number[] = []
    for await (const part of readLivePieces(live.house.store, await listLivePieces(live.house.db, metadata.request_id))) samples.push(...part)
    expect(samples).toHaveLength(48_000)
    expect(samples[24_000]).toBeGreaterThan(15_900)
    expect(samples[24_000]).toBeLessThan(16_200)
  })

  it('is closed where it falls silent, but not while it says that it is there (SPEC 9.5)', async () => {
    const hasty = await live.house.startServer({ silence: { deepgramMs: 1500 } })
    const { socket, heard } = await listenAsDeepgram(hasty.port, live.key)
    for (const from = Date.now(); Date.now() - from < 2500;) {
      socket.sendKeepAlive({ type: 'KeepAlive' })
      await sleep(100)
    }
    expect(heard.all).toEqual([])
    expect(await heard.closed()).toMatchObject({ code: 1011, reason: expect.stringContaining('NET-0001') })
  })

  it('is refused what it may not, in words that it knows (SPEC 9.2, 9.3)', async () => {
    const open = (query: string, headers: Record<string, string>, protocols: string[] = []) => {
      const socket = new WebSocket(`ws://127.0.0.1:${live.server.port}/v1/listen?${query}`, protocols, { headers })
      socket.on('error', () => undefined)
      return socket
    }
    const refusalOf = async (...args: Parameters<typeof open>) => {
      const [, response] = await once(open(...args), 'unexpected-response')
      let body = ''
      for await (const part of response) body += part
      return { status: response.statusCode, body: JSON.parse(body) }
    }
    const good = { Authorization: `Token ${live.key}` }
    expect(await refusalOf('', {})).toMatchObject({ status: 401, body: { err_code: 'INVALID_AUTH', err_msg: expect.any(String), request_id: expect.any(String) } })
    expect(await refusalOf('', { Authorization: 'Token steno_wrong' })).toMatchObject({ status: 401 })
    expect(await refusalOf(`token=${live.key}`, {})).toMatchObject({ status: 401, body: { err_msg: expect.stringContaining('client secret') } })
    const reader = await addLiveKey(live.house.db, live.userId, ['recordings:read'])
    expect(await refusalOf('', { Authorization: `Token ${reader}` })).toMatchObject({ status: 403, body: { err_code: 'INSUFFICIENT_PERMISSIONS' } })
    expect(await refusalOf('', { ...good, Origin: 'https://evil.example' })).toMatchObject({ status: 403 })
    for (const query of [
      'encoding=opus', 'encoding=linear16', 'encoding=linear16&sample_rate=96000', 'callback=https://a.example', 'channels=2&multichannel=true',
      'utterance_end_ms=1000', 'utterance_end_ms=10&interim_results=true', 'interim_results=maybe', 'endpointing=soon', 'language=!',
      'store=no', 'steno_store=0',
    ]) expect(await refusalOf(query, good), query).toMatchObject({ status: 400, body: { err_code: 'INVALID_QUERY_PARAMETER' } })
    expect(await refusalOf('', { ...good, 'Steno-Store': 'no' })).toMatchObject({ status: 400, body: { err_msg: 'Steno-Store is true or false.' } })
    const browser = open('', { Origin: 'https://app.example' }, ['token', live.key])
    await once(browser, 'open')
    expect(browser.protocol).toBe('token')
    browser.close()
    await once(browser, 'close')
  })

  it.each(['close', 'other'])('asks for a WebSocket as it should, and with Connection: %s is refused, and harms nobody (SPEC 9.3)', async (connection) => {
    const { socket: bystander } = await listen()
    const answers = await Promise.all(Array.from({ length: 100 }, async (_, at) => {
      const socket = connect(live.server.port, '127.0.0.1')
      socket.write(`GET /v1/listen HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\nUpgrade: websocket\r\nX-Forwarded-For: 10.0.0.${at}\r\n`
        + `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Token ${live.key}\r\n\r\n`)
      const [answer] = await once(socket, 'data')
      socket.destroy()
      return String(answer).slice(9, 12)
    }))
    expect(answers).toEqual(answers.map(() => '400'))
    expect(bystander.readyState).toBe(WebSocket.OPEN)
    bystander.close()
  })

  it('says when the session cannot begin (SPEC 9.3)', async () => {
    live.told.hasRoom = false
    const busy = await listen()
    expect(await busy.heard.closed()).toMatchObject({ code: 1013 })
    live.told.hasRoom = true
    expect(busy.heard.all).toMatchObject([{ type: 'Error', variant: 'LIVE_BUSY' }])
    const other = await addUser(live.house.db)
    await live.house.db.execute(`update user_subscriptions set usage_count = 1000000 where user_id = '${other}'`)
    const poor = await listen({}, await addLiveKey(live.house.db, other))
    expect(await poor.heard.closed()).toMatchObject({ code: 1008, reason: expect.stringContaining('RECORDINGS_USED_UP') })
    const foreign = await listen({ language: 'vi' } as Partial<ListenArgs>)
    expect(await foreign.heard.closed()).toMatchObject({ code: 1008, reason: expect.stringContaining('LANGUAGE_NOT_INSTALLED') })
  })

  it('sends a WAV file as it is, and hears of audio that is none (SPEC 9.4)', async () => {
    const bare = { encoding: undefined, sample_rate: undefined } as Partial<ListenArgs>
    const opus = await listen(bare)
    opus.socket.sendMedia(Buffer.from('OggS and so on'))
    expect(await opus.heard.closed()).toMatchObject({ code: 1008, reason: expect.stringContaining('DATA-0000') })
    const head = Buffer.from('524946462400000057415645666d74201000000001000100803e0000007d00000200100064617461ffffffff', 'hex')
    const { socket, heard } = await listen(bare)
    socket.sendMedia(head.subarray(0, 20))
    socket.sendMedia(Buffer.concat([head.subarray(20), second, second, second]))
    socket.sendCloseStream({ type: 'CloseStream' })
    expect(await heard.next(isOf('Metadata'))).toMatchObject({ duration: 3 })
    const nonsense = await listen()
    nonsense.socket.socket.send('{')
    expect(await nonsense.heard.closed()).toMatchObject({ code: 1008, reason: expect.stringContaining('DATA-0000') })
  })
})

describe('the session of a connection that ends (SPEC 9.7)', () => {
  async function endOf(act: (socket: WebSocket) => void): Promise<{ id: string; reason: string | null; durationMs: number | null }> {
    const owner = await addUser(live.house.db, 'ENTERPRISE')
    const raw = new WebSocket(`ws://127.0.0.1:${live.server.port}/v1/listen?encoding=linear16&sample_rate=16000`, {
      headers: { Authorization: `Bearer ${await addLiveKey(live.house.db, owner)}` },
    })
    await once(raw, 'open')
    for (let at = 0; at < 3; at++) raw.send(second)
    act(raw)
    return vi.waitFor(async () => {
      const [row] = await live.house.db.select().from(recordings).innerJoin(liveSessions, eq(liveSessions.recordingId, recordings.id))
        .where(eq(recordings.userId, owner))
      expect(row?.recordings.status).toBe('done')
      return { id: row!.recordings.id, reason: row!.live_sessions.endReason, durationMs: row!.recordings.durationMs }
    }, { timeout: 30_000, interval: 50 })
  }

  it('is finished and kept with all that arrived, though the line breaks before it has begun', async () => {
    expect(await endOf((socket) => socket.ping(() => socket.terminate()))).toMatchObject({ reason: 'interrupted' })
    expect(await endOf((socket) => socket.close(1000))).toMatchObject({ reason: 'stopped', durationMs: 3000 })
  })

  it('is deleted where nothing was to be stored, and stays charged (SPEC 9.8)', async () => {
    const owner = await addUser(live.house.db, 'ENTERPRISE')
    const { socket, heard } = await listen({ headers: { 'Steno-Store': 'false' } }, await addLiveKey(live.house.db, owner))
    socket.sendMedia(second)
    socket.sendFinalize({ type: 'Finalize' })
    const { metadata }: any = await heard.next(isOf('Results'))
    expect(await rowOf(metadata.request_id)).toMatchObject({ keepNone: true })
    socket.sendCloseStream({ type: 'CloseStream' })
    await heard.closed()
    expect(await rowOf(metadata.request_id)).toBeUndefined()
    const { rows } = await live.house.db.execute(`select used_ms::int as ms from user_subscriptions where user_id = '${owner}'`)
    expect(rows).toEqual([{ ms: 1000 }])
  })

  it('is left to be finished by another copy where the server goes away (SPEC 9.9)', async () => {
    const leaving = await live.house.startServer()
    const owner = await addUser(live.house.db, 'ENTERPRISE')
    const { socket, heard } = await listenAsDeepgram(leaving.port, await addLiveKey(live.house.db, owner))
    socket.sendMedia(second)
    socket.sendFinalize({ type: 'Finalize' })
    const { metadata }: any = await heard.next(isOf('Results'))
    await leaving.close()
    expect(await heard.closed()).toMatchObject({ code: 1012 })
    await live.house.db.execute(`update live_sessions set touched_at = touched_at - interval '1 minute'
      where recording_id = '${metadata.request_id}'`)
    const other = await live.house.startServer({ touchMs: 100, returnMs: 1 })
    await vi.waitFor(async () => expect(await rowOf(metadata.request_id)).toMatchObject({ status: 'done', durationMs: 1000 }), { timeout: 30_000, interval: 50 })
    await other.close()
  })
})

it('tells the end of the plan, and keeps what was said (SPEC 9.8)', async () => {
  const owner = await addUser(live.house.db)
  await live.house.db.execute(`update user_subscriptions set used_ms = 60000 * (select monthly_minutes from plans p
    where p.id = plan_id) - 500 where user_id = '${owner}'`)
  const { socket, heard } = await listen({}, await addLiveKey(live.house.db, owner))
  socket.sendMedia(second)
  expect(await heard.closed()).toMatchObject({ code: 1000 })
  expect(heard.all).toMatchObject([{ type: 'Error', variant: 'MINUTES_USED_UP' }, { type: 'Metadata', duration: 1 }])
})
