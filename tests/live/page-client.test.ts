import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { transcriptText } from '#domain/live/client/live-transcript'
import { makeMemoryTakeStore } from '#domain/live/client/take'
import { dropEmptySessions } from '#domain/live/live-session.server'
import { readStoredSession } from '#domain/live/open-sessions.server'
import { digest, finished, framesOf, until, usePageHouse } from '#tests/support/page-house'
import { makeSeededRandom } from '#tests/support/seeded-random'

const page = usePageHouse()

describe('the page\'s client', () => {
  it('brings every sample and every word to the recording, however often the line breaks (SPEC 3.2, 3.6)', async () => {
    const random = makeSeededRandom(7)
    const store = makeMemoryTakeStore()
    const client = page.open(page.takeOf(), { store })
    for (const frame of framesOf(page.speech)) {
      client.push(frame)
      if (random.next() < 0.12) page.line.break()
      await sleep(20)
    }
    client.finish()
    await sleep(30)
    page.line.break()
    const { outcome, keptMs, transcript } = await finished(client)
    expect(outcome).toMatchObject({ kind: 'ended', reason: 'stopped' })
    expect(keptMs).toBe(0)
    const id = client.state.sessionId!
    expect(await page.storedAudio(id)).toBe(digest(page.speech))
    const { segments } = await readStoredSession(page.house.db, page.userId, id)
    expect(transcriptText(transcript)).toBe(segments.map(({ text }) => text).join('\n'))
    expect(transcriptText(transcript)).toContain('Welcome to Steno')
    await sleep(0)
    expect(await store.list()).toEqual([])
  })

  it('begins anew with all that was said where its session was let go, empty, while it was offline (SPEC 2.14)', async () => {
    const client = page.open(page.takeOf())
    const { sessionId } = await until(client, ({ link }) => link === 'open')
    page.line.cut()
    client.lineLost()
    for (const frame of framesOf(page.speech)) client.push(frame)
    await sleep(10)
    expect(await dropEmptySessions(page.house.db, 0)).toBe(1)
    page.line.mend()
    client.hurry()
    client.finish()
    expect(await finished(client)).toMatchObject({ outcome: { kind: 'ended', reason: 'stopped' }, keptMs: 0 })
    expect(client.state.sessionId).not.toBe(sessionId)
    expect(await page.storedAudio(client.state.sessionId!)).toBe(digest(page.speech))
  })

  it('says what it still has after what another page has said meanwhile (SPEC 2.13)', async () => {
    const [mine, theirs] = [page.speech.subarray(0, 16_000 * 4), page.speech.subarray(16_000 * 4, 16_000 * 6)]
    const client = page.open(page.takeOf())
    for (const frame of framesOf(mine.subarray(0, 16_000 * 2))) client.push(frame)
    const { sessionId } = await until(client, ({ keptMs, link }) => link === 'open' && keptMs === 0)
    page.line.cut()
    client.lineLost()
    for (const frame of framesOf(mine.subarray(16_000 * 2))) client.push(frame)
    const other = page.open(page.takeOf({ sessionId }), { way: page.otherWay })
    for (const frame of framesOf(theirs)) other.push(frame)
    await until(other, ({ keptMs, storedMs }) => keptMs === 0 && storedMs === 4000)
    page.line.mend()
    client.hurry()
    client.finish()
    expect(await finished(client)).toMatchObject({ outcome: { kind: 'ended', reason: 'stopped' }, keptMs: 0 })
    const whole = [...mine.subarray(0, 16_000 * 2), ...theirs, ...mine.subarray(16_000 * 2)]
    expect(await page.storedAudio(sessionId!)).toBe(digest(Int16Array.from(whole)))
  })

  it('keeps what is said while nothing can be reached, and sends it later', async () => {
    page.line.cut()
    page.pagesAreAway = true
    const client = page.open(page.takeOf())
    // More than may be under way at once.
    const long = new Int16Array(16_000 * 80 + page.speech.length)
    long.set(page.speech, 16_000 * 80)
    for (const frame of framesOf(long)) client.push(frame)
    client.finish()
    await until(client, ({ link }) => link === 'waiting')
    expect(client.state.keptMs).toBe(92_000)
    page.line.mend()
    page.pagesAreAway = false
    client.hurry()
    await finished(client)
    expect(await page.storedAudio(client.state.sessionId!)).toBe(digest(long))
  })

  it('goes on after the page was killed, with what its store kept, and counts on from what the server holds', async () => {
    const store = makeMemoryTakeStore()
    const take = page.takeOf()
    const first = page.open(take, { store })
    const frames = framesOf(page.speech)
    for (const frame of frames.slice(0, 30)) first.push(frame)
    await until(first, ({ storedMs }) => storedMs > 0)
    page.line.cut()
    for (const frame of frames.slice(30, 60)) first.push(frame)
    await first.close()
    page.line.mend()

    const [kept] = await store.list()
    expect(kept).toMatchObject({ id: take.id, sessionId: first.state.sessionId })
    const second = page.open(kept!, { store, kept: await store.span(take.id) })
    for (const frame of frames.slice(60)) second.push(frame)
    second.finish()
    await finished(second)
    expect(await page.storedAudio(first.state.sessionId!)).toBe(digest(page.speech))
  })

  it('goes on where the server holds more than a killed page had written', async () => {
    const store = makeMemoryTakeStore()
    const take = page.takeOf()
    const frames = framesOf(page.speech)
    const first = page.open(take, { store })
    for (const frame of frames.slice(0, 40)) first.push(frame)
    first.pause()
    await until(first, ({ keptMs }) => keptMs === 0)
    await first.close()
    // As if the page had been killed before its last writes: the take knows the session, its frames end too early.
    const [kept] = await store.list()
    const early = makeMemoryTakeStore()
    await early.append(take.id, { first: 30, frames: frames.slice(30, 35) })
    const second = page.open(kept!, { store: early, kept: await early.span(take.id) })
    for (const frame of frames.slice(40)) second.push(frame)
    second.finish()
    await finished(second)
    expect(await page.storedAudio(first.state.sessionId!)).toBe(digest(page.speech))
  })

  it('changes language and model, one wish after the other, and takes back what cannot be had (SPEC 2.6)', async () => {
    const client = page.open(page.takeOf())
    client.push(framesOf(page.speech)[0]!)
    await until(client, ({ link }) => link === 'open')
    client.update({ language: 'auto', modelId: null })
    client.update({ language: 'vi', modelId: null })
    const { refusedWish, language } = await until(client, (state) => state.refusedWish !== null)
    expect({ refusedWish, language }).toEqual({ refusedWish: 'language_not_installed', language: 'auto' })
    client.finish()
    await finished(client)
  })
})
