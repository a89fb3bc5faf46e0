import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FRAME_SAMPLES } from '#domain/live/audio-frame'
import { listLivePieces, readLivePieces } from '#domain/live/live-pieces.server'
import { dropEmptySessions, releaseLiveSession } from '#domain/live/live-session.server'
import { readStoredSession } from '#domain/live/open-sessions.server'
import { signLiveTicket } from '#domain/live/ticket.server'
import { addUser } from '#tests/db/test-accounts'
import { decodeAll } from '#tests/speech/shared-audio'
import { toPcm16 } from '#tests/support/live-client'
import { layLiveLine, type LiveLine } from '#tests/support/live-line'
import { liveSecret } from '#tests/support/live-secret'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { LiveClient } from '#domain/live/client/live-client'
import type { OpenSocket } from '#domain/live/client/live-socket'
import type { LiveState } from '#domain/live/client/live-state'
import { transcriptText } from '#domain/live/client/live-transcript'
import { makeMemoryTakeStore, type KeptSpan, type Take, type TakeStore } from '#domain/live/client/take'

/** What browsers have, and Node 20 has not. An error there is no exception: what follows it is `close`. */
class BrowserLikeSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols)
    this.on('error', () => undefined)
  }
}

let house: LiveHouse
let line: LiveLine
/** To the same server, past the line that is cut. */
let otherWay: string
let userId: string
let speech: Int16Array
let pagesAreAway = false
const clients: LiveClient[] = []
const browserSocket = globalThis.WebSocket

beforeAll(async () => {
  globalThis.WebSocket = BrowserLikeSocket as unknown as typeof globalThis.WebSocket
  house = await openLiveHouse()
  line = await layLiveLine()
  const { port } = await house.startServer({ touchMs: 200 })
  line.leadTo(port)
  otherWay = `ws://127.0.0.1:${port}`
  userId = await addUser(house.db)
  speech = toPcm16(await decodeAll('public/sample/steno-sample.mp3')).subarray(0, 16_000 * 12)
})
afterAll(async () => {
  for (const client of clients) await client.close()
  globalThis.WebSocket = browserSocket
  await line.close()
  await house.close()
})

const takeOf = (change: Partial<Take> = {}): Take => ({
  id: crypto.randomUUID(), userId, sessionId: null, resumeTicket: null, offset: 0, title: 'Spoken', language: 'en',
  modelId: null, startedAt: 0, isFinishing: false, ...change,
})

/** Connections of which one breaks just before `ended` is heard on it; of what is said once the end was asked for, nothing is heard there. */
function loseOneEnd(): OpenSocket {
  let isLost = false
  let isEnding = false
  return (url, protocols) => {
    const socket = new BrowserLikeSocket(url, protocols)
    const tell = socket.emit.bind(socket)
    socket.emit = (name: string | symbol, ...what: unknown[]) => {
      isEnding ||= name === 'message' && String(what[0]).includes('"finishing"')
      if (isLost || !isEnding || name !== 'message') return tell(name, ...what)
      if (!String(what[0]).includes('"ended"')) return true
      isLost = true
      socket.terminate()
      return true
    }
    return socket as unknown as globalThis.WebSocket
  }
}

function open(take: Take, store: TakeStore = makeMemoryTakeStore(), kept?: KeptSpan, way = line.url, openSocket?: OpenSocket): LiveClient {
  const client = new LiveClient({
    url: `${way}/ws/s2t`, take, kept, store, isKeptOnDisk: true, openSocket,
    fetchTicket: async () => {
      if (pagesAreAway) throw new Error('away')
      return signLiveTicket({ purpose: 'live', userId }, liveSecret)
    },
    fetchStored: (id) => readStoredSession(house.db, userId, id),
  })
  clients.push(client)
  return client
}

function until(client: LiveClient, holds: (state: LiveState) => boolean): Promise<LiveState> {
  return new Promise((resolve) => {
    const look = () => {
      if (!holds(client.state)) return
      stop()
      resolve(client.state)
    }
    const stop = client.subscribe(look)
    look()
  })
}

const framesOf = (samples: Int16Array) =>
  Array.from({ length: Math.ceil(samples.length / FRAME_SAMPLES) }, (_, at) =>
    samples.slice(at * FRAME_SAMPLES, (at + 1) * FRAME_SAMPLES))
async function unsentOf(client: LiveClient): Promise<Int16Array[]> {
  const frames: Int16Array[] = []
  for await (const part of client.unsent()) frames.push(...part)
  return frames
}
const digest = (samples: Int16Array) => createHash('sha256').update(samples).digest('hex')
async function storedAudio(id: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of readLivePieces(house.store, await listLivePieces(house.db, id))) hash.update(part)
  return hash.digest('hex')
}
const finished = (client: LiveClient) => until(client, ({ outcome }) => outcome !== null)

describe('the page\'s client', () => {
  it('brings every sample and every word to the recording, however often the line breaks (SPEC 3.2, 3.6)', async () => {
    const random = makeSeededRandom(7)
    const store = makeMemoryTakeStore()
    const client = open(takeOf(), store)
    for (const frame of framesOf(speech)) {
      client.push(frame)
      if (random.next() < 0.12) line.break()
      await sleep(20)
    }
    client.finish()
    await sleep(30)
    line.break()
    const { outcome, keptMs, transcript } = await finished(client)
    expect(outcome).toMatchObject({ kind: 'ended', reason: 'stopped' })
    expect(keptMs).toBe(0)
    const id = client.state.sessionId!
    expect(await storedAudio(id)).toBe(digest(speech))
    const { segments } = await readStoredSession(house.db, userId, id)
    expect(transcriptText(transcript)).toBe(segments.map(({ text }) => text).join('\n'))
    expect(transcriptText(transcript)).toContain('Welcome to Steno')
    await sleep(0)
    expect(await store.list()).toEqual([])
  })

  it('begins anew with all that was said where its session was let go, empty, while it was offline (SPEC 2.14)', async () => {
    const client = open(takeOf())
    const { sessionId } = await until(client, ({ link }) => link === 'open')
    line.cut()
    client.lineLost()
    for (const frame of framesOf(speech)) client.push(frame)
    await sleep(10)
    expect(await dropEmptySessions(house.db, 0)).toBe(1)
    line.mend()
    client.hurry()
    client.finish()
    expect(await finished(client)).toMatchObject({ outcome: { kind: 'ended', reason: 'stopped' }, keptMs: 0 })
    expect(client.state.sessionId).not.toBe(sessionId)
    expect(await storedAudio(client.state.sessionId!)).toBe(digest(speech))
  })

  it('says what it still has after what another page has said meanwhile (SPEC 2.13)', async () => {
    const [mine, theirs] = [speech.subarray(0, 16_000 * 4), speech.subarray(16_000 * 4, 16_000 * 6)]
    const client = open(takeOf())
    for (const frame of framesOf(mine.subarray(0, 16_000 * 2))) client.push(frame)
    const { sessionId } = await until(client, ({ keptMs, link }) => link === 'open' && keptMs === 0)
    line.cut()
    client.lineLost()
    for (const frame of framesOf(mine.subarray(16_000 * 2))) client.push(frame)
    const other = open(takeOf({ sessionId }), undefined, undefined, otherWay)
    for (const frame of framesOf(theirs)) other.push(frame)
    await until(other, ({ keptMs, storedMs }) => keptMs === 0 && storedMs === 4000)
    line.mend()
    client.hurry()
    client.finish()
    expect(await finished(client)).toMatchObject({ outcome: { kind: 'ended', reason: 'stopped' }, keptMs: 0 })
    const whole = [...mine.subarray(0, 16_000 * 2), ...theirs, ...mine.subarray(16_000 * 2)]
    expect(await storedAudio(sessionId!)).toBe(digest(Int16Array.from(whole)))
  })

  it('keeps what is said while nothing can be reached, and sends it later', async () => {
    line.cut()
    pagesAreAway = true
    const client = open(takeOf())
    // More than may be under way at once.
    const long = new Int16Array(16_000 * 80 + speech.length)
    long.set(speech, 16_000 * 80)
    for (const frame of framesOf(long)) client.push(frame)
    client.finish()
    await until(client, ({ link }) => link === 'waiting')
    expect(client.state.keptMs).toBe(92_000)
    line.mend()
    pagesAreAway = false
    client.hurry()
    await finished(client)
    expect(await storedAudio(client.state.sessionId!)).toBe(digest(long))
  })

  it('goes on after the page was killed, with what its store kept, and counts on from what the server holds', async () => {
    const store = makeMemoryTakeStore()
    const take = takeOf()
    const first = open(take, store)
    const frames = framesOf(speech)
    for (const frame of frames.slice(0, 30)) first.push(frame)
    await until(first, ({ storedMs }) => storedMs > 0)
    line.cut()
    for (const frame of frames.slice(30, 60)) first.push(frame)
    await first.close()
    line.mend()

    const [kept] = await store.list()
    expect(kept).toMatchObject({ id: take.id, sessionId: first.state.sessionId })
    const second = open(kept!, store, await store.span(take.id))
    for (const frame of frames.slice(60)) second.push(frame)
    second.finish()
    await finished(second)
    expect(await storedAudio(first.state.sessionId!)).toBe(digest(speech))
  })

  it('goes on where the server holds more than a killed page had written', async () => {
    const store = makeMemoryTakeStore()
    const take = takeOf()
    const frames = framesOf(speech)
    const first = open(take, store)
    for (const frame of frames.slice(0, 40)) first.push(frame)
    first.pause()
    await until(first, ({ keptMs }) => keptMs === 0)
    await first.close()
    // As if the page had been killed before its last writes: the take knows the session, its frames end too early.
    const [kept] = await store.list()
    const early = makeMemoryTakeStore()
    await early.append(take.id, { first: 30, frames: frames.slice(30, 35) })
    const second = open(kept!, early, await early.span(take.id))
    for (const frame of frames.slice(40)) second.push(frame)
    second.finish()
    await finished(second)
    expect(await storedAudio(first.state.sessionId!)).toBe(digest(speech))
  })

  it('steps back where another page takes the session over, and keeps what it could not send', async () => {
    const first = open(takeOf())
    const frames = framesOf(speech)
    for (const frame of frames.slice(0, 20)) first.push(frame)
    first.pause()
    await until(first, ({ keptMs, sessionId }) => sessionId !== null && keptMs === 0)
    const second = open(takeOf({ sessionId: first.state.sessionId }))
    expect((await finished(first)).outcome).toEqual({ kind: 'superseded' })
    first.push(frames[20]!)
    expect(await unsentOf(first)).toEqual([frames[20]])
    for (const frame of frames.slice(20)) second.push(frame)
    second.finish()
    await finished(second)
    expect(await storedAudio(first.state.sessionId!)).toBe(digest(speech))
  })

  it('tells that a session was finished from elsewhere, and still has what was not sent', async () => {
    const client = open(takeOf())
    const frames = framesOf(speech)
    for (const frame of frames.slice(0, 20)) client.push(frame)
    client.pause()
    await until(client, ({ keptMs, sessionId }) => sessionId !== null && keptMs === 0)
    line.cut()
    await releaseLiveSession(house.db, userId, client.state.sessionId!)
    client.resume()
    for (const frame of frames.slice(20, 30)) client.push(frame)
    for (;;) {
      const { isOpen } = await readStoredSession(house.db, userId, client.state.sessionId!)
      if (!isOpen) break
      await sleep(100)
    }
    line.mend()
    client.hurry()
    expect((await finished(client)).outcome).toMatchObject({ kind: 'ended', reason: 'stopped' })
    expect(await unsentOf(client)).toEqual(frames.slice(20, 30))
  })

  it('changes language and model, one wish after the other, and takes back what cannot be had (SPEC 2.6)', async () => {
    const client = open(takeOf())
    client.push(framesOf(speech)[0]!)
    await until(client, ({ link }) => link === 'open')
    client.update({ language: 'auto', modelId: null })
    client.update({ language: 'vi', modelId: null })
    const { refusedWish, language } = await until(client, (state) => state.refusedWish !== null)
    expect({ refusedWish, language }).toEqual({ refusedWish: 'language_not_installed', language: 'auto' })
    client.finish()
    await finished(client)
  })

  it.each([
    ['nothing was said: that nothing is kept', () => new Int16Array(16_000), null],
    ['something was said: where it is kept', () => speech.subarray(0, 16_000 * 4), expect.any(String)],
  ])('learns from the next connection how a session ended in which %s, when its end was lost (SPEC 2.9)', async (_what, sound, recordingId) => {
    const client = open(takeOf(), undefined, undefined, line.url, loseOneEnd())
    for (const frame of framesOf(sound())) client.push(frame)
    await until(client, ({ keptMs, link }) => link === 'open' && keptMs === 0)
    client.finish()
    const { outcome, transcript, keptMs } = await finished(client)
    expect({ outcome, keptMs }).toEqual({ outcome: { kind: 'ended', recordingId, reason: 'stopped' }, keptMs: 0 })
    const stored = recordingId === null ? [] : (await readStoredSession(house.db, userId, client.state.sessionId!)).segments
    expect(transcript.map(({ id, text, state }) => [id, text, state])).toEqual(stored.map(({ segmentId, text }) => [segmentId, text, 'committed']))
  })

  it('says that a session was deleted where something was said in it', async () => {
    const client = open(takeOf())
    for (const frame of framesOf(speech.subarray(0, 16_000 * 4))) client.push(frame)
    const { sessionId } = await until(client, ({ keptMs, link }) => link === 'open' && keptMs === 0)
    await house.db.execute(sql`delete from recordings where id = ${sessionId}`)
    line.break()
    expect((await finished(client)).outcome).toEqual({ kind: 'unknown' })
  })

  it.each([
    ['speaks on and finishes', 16_000],
    ['has paused', 0],
  ])('says that a session was deleted where somebody %s, though little of it was stored (SPEC 2.9)', async (_what, more) => {
    const client = open(takeOf())
    for (const frame of framesOf(new Int16Array(8000))) client.push(frame)
    client.pause()
    const { sessionId } = await until(client, ({ keptMs, link }) => link === 'open' && keptMs === 0)
    line.cut()
    client.lineLost()
    const frames = framesOf(speech.subarray(0, more))
    for (const frame of frames) client.push(frame)
    if (more > 0) client.finish()
    await house.db.execute(sql`delete from recordings where id = ${sessionId}`)
    line.mend()
    client.hurry()
    expect((await finished(client)).outcome).toEqual({ kind: 'unknown' })
    expect(await unsentOf(client)).toEqual(frames)
  })

  it('gives up, and keeps what was said, where the server does not understand its first word', async () => {
    const client = open(takeOf({ language: 'no language' }))
    const frames = framesOf(speech.subarray(0, 16_000))
    for (const frame of frames) client.push(frame)
    expect((await finished(client)).outcome).toMatchObject({ kind: 'refused', code: 'bad_request' })
    expect(await unsentOf(client)).toEqual(frames)
  })

  it('ends without a recording where nothing was said, whatever characters its title has', async () => {
    const client = open(takeOf({ title: 'a\tb\u202e' }))
    await until(client, ({ link }) => link === 'open')
    client.finish()
    expect((await finished(client)).outcome).toEqual({ kind: 'ended', recordingId: null, reason: 'stopped' })
  })
})
