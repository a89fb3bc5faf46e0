import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import type { OpenSocket } from '#domain/live/client/live-socket'
import { releaseLiveSession } from '#domain/live/live-session.server'
import { readStoredSession } from '#domain/live/open-sessions.server'
import { BrowserLikeSocket, digest, finished, framesOf, unsentOf, until, usePageHouse } from '#tests/support/page-house'

const page = usePageHouse()

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

describe('how a recording in the page ends', () => {
  it('steps back where another page takes the session over, and keeps what it could not send', async () => {
    const first = page.open(page.takeOf())
    const frames = framesOf(page.speech)
    for (const frame of frames.slice(0, 20)) first.push(frame)
    first.pause()
    await until(first, ({ keptMs, sessionId }) => sessionId !== null && keptMs === 0)
    const second = page.open(page.takeOf({ sessionId: first.state.sessionId }))
    expect((await finished(first)).outcome).toEqual({ kind: 'superseded' })
    first.push(frames[20]!)
    expect(await unsentOf(first)).toEqual([frames[20]])
    for (const frame of frames.slice(20)) second.push(frame)
    second.finish()
    await finished(second)
    expect(await page.storedAudio(first.state.sessionId!)).toBe(digest(page.speech))
  })

  it.each([false, true])('tells that a session was finished from elsewhere, and still has what was not sent; over already: %s (SPEC 3.7)', async (isOver) => {
    const client = page.open(page.takeOf())
    const frames = framesOf(page.speech)
    for (const frame of frames.slice(0, 20)) client.push(frame)
    client.pause()
    await until(client, ({ keptMs, sessionId }) => sessionId !== null && keptMs === 0)
    page.line.cut()
    await releaseLiveSession(page.house.db, page.userId, client.state.sessionId!)
    client.resume()
    for (const frame of frames.slice(20, 30)) client.push(frame)
    const isOpen = async () => (await readStoredSession(page.house.db, page.userId, client.state.sessionId!)).isOpen
    while (isOver && await isOpen()) await sleep(100)
    page.line.mend()
    client.hurry()
    expect((await finished(client)).outcome).toMatchObject({ kind: 'ended', reason: 'stopped' })
    expect(await unsentOf(client)).toEqual(frames.slice(20, 30))
  })

  it.each([
    ['nothing was said: that nothing is kept', () => new Int16Array(16_000), null],
    ['something was said: where it is kept', () => page.speech.subarray(0, 16_000 * 4), expect.any(String)],
  ])('learns from the next connection how a session ended in which %s, when its end was lost (SPEC 2.9)', async (_what, sound, recordingId) => {
    const client = page.open(page.takeOf(), { openSocket: loseOneEnd() })
    for (const frame of framesOf(sound())) client.push(frame)
    await until(client, ({ keptMs, link }) => link === 'open' && keptMs === 0)
    client.finish()
    const { outcome, transcript, keptMs } = await finished(client)
    expect({ outcome, keptMs }).toEqual({ outcome: { kind: 'ended', recordingId, reason: 'stopped' }, keptMs: 0 })
    const stored = recordingId === null ? [] : (await readStoredSession(page.house.db, page.userId, client.state.sessionId!)).segments
    expect(transcript.map(({ id, text, state }) => [id, text, state])).toEqual(stored.map(({ segmentId, text }) => [segmentId, text, 'committed']))
  })

  it('says that a session was deleted where something was said in it', async () => {
    const client = page.open(page.takeOf())
    for (const frame of framesOf(page.speech.subarray(0, 16_000 * 4))) client.push(frame)
    const { sessionId } = await until(client, ({ keptMs, link }) => link === 'open' && keptMs === 0)
    await page.house.db.execute(sql`delete from recordings where id = ${sessionId}`)
    page.line.break()
    expect((await finished(client)).outcome).toEqual({ kind: 'unknown' })
  })

  it.each([
    ['speaks on and finishes', 16_000],
    ['has paused', 0],
  ])('says that a session was deleted where somebody %s, though little of it was stored (SPEC 2.9)', async (_what, more) => {
    const client = page.open(page.takeOf())
    for (const frame of framesOf(new Int16Array(8000))) client.push(frame)
    client.pause()
    const { sessionId } = await until(client, ({ keptMs, link }) => link === 'open' && keptMs === 0)
    page.line.cut()
    client.lineLost()
    const frames = framesOf(page.speech.subarray(0, more))
    for (const frame of frames) client.push(frame)
    if (more > 0) client.finish()
    await page.house.db.execute(sql`delete from recordings where id = ${sessionId}`)
    page.line.mend()
    client.hurry()
    expect((await finished(client)).outcome).toEqual({ kind: 'unknown' })
    expect(await unsentOf(client)).toEqual(frames)
  })

  it('gives up, and keeps what was said, where the server does not understand its first word', async () => {
    const client = page.open(page.takeOf({ language: 'no language' }))
    const frames = framesOf(page.speech.subarray(0, 16_000))
    for (const frame of frames) client.push(frame)
    expect((await finished(client)).outcome).toMatchObject({ kind: 'refused', code: 'bad_request' })
    expect(await unsentOf(client)).toEqual(frames)
  })

  it('ends without a recording where nothing was said, whatever characters its title has', async () => {
    const client = page.open(page.takeOf({ title: 'a\tb\u202e' }))
    await until(client, ({ link }) => link === 'open')
    client.finish()
    expect((await finished(client)).outcome).toEqual({ kind: 'ended', recordingId: null, reason: 'stopped' })
  })
})
