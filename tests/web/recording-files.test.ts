import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { addRecording } from '#tests/db/test-accounts'
import { sound, useShownRecording } from '#tests/support/shown-recording'
import { useTwoVisitors } from '#tests/support/two-visitors'

const house = useTwoVisitors()
const shown = useShownRecording(house)

describe('the audio', () => {
  const audio = (headers: Record<string, string> = {}, init: RequestInit = {}) =>
    house.ann.fetch(`/recordings/${shown.id}/audio`, { ...init, headers })

  it('comes whole', async () => {
    const response = await audio()
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'accept-ranges': 'bytes', 'content-type': 'audio/wav', 'content-length': '5000', etag: '"abc"',
      'x-content-type-options': 'nosniff', 'cache-control': expect.stringContaining('private'),
    })
    expect(response.headers.get('content-disposition'))
      .toMatch(/^inline; .*filename\*=UTF-8''Cu%E1%BB%99c%20h%E1%BB%8Dp%20th/)
    expect(Buffer.from(await response.arrayBuffer()).equals(sound)).toBe(true)
  })

  it.each([
    ['bytes=0-99', 'bytes 0-99/5000', 0, 100], ['bytes=4990-', 'bytes 4990-4999/5000', 4990, 5000],
    ['bytes=-1', 'bytes 4999-4999/5000', 4999, 5000],
  ])('comes in parts: %s', async (range, contentRange, start, end) => {
    const response = await audio({ Range: range })
    expect([response.status, response.headers.get('content-range')]).toEqual([206, contentRange])
    expect(Buffer.from(await response.arrayBuffer()).equals(sound.subarray(start, end))).toBe(true)
  })

  it('says what cannot be satisfied, what is unchanged, and what HEAD asks', async () => {
    const past = await audio({ Range: 'bytes=5000-' })
    expect([past.status, past.headers.get('content-range')]).toEqual([416, 'bytes */5000'])
    expect((await audio({ 'If-None-Match': '"abc"' })).status).toBe(304)
    expect((await audio({ Range: 'bytes=0-9', 'If-Range': '"old"' })).status).toBe(200)
    const head = await audio({}, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), (await head.text()).length]).toEqual([200, '5000', 0])
  })

  it('is an attachment when it is to be kept', async () => {
    const response = await house.ann.fetch(`/recordings/${shown.id}/audio?download=1`)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; .*\.wav/)
    await response.body?.cancel()
  })

  it('prefers the copy that every browser plays, but gives the original to keep', async () => {
    const copied = await addRecording(house.web.db, house.annId)
    const folder = `recordings/${house.annId}/${copied}`
    await house.web.db.execute(sql`
      update recordings set media_type = 'audio/amr', playback_key = ${`${folder}/playback`},
      playback_type = 'audio/mpeg' where id = ${copied}`)
    await house.web.store.put(`${folder}/original`, (async function* () { yield Buffer.from('original') })())
    await house.web.store.put(`${folder}/playback`, (async function* () { yield Buffer.from('playback') })())
    const played = await house.ann.fetch(`/recordings/${copied}/audio`)
    expect([played.headers.get('content-type'), await played.text()]).toEqual(['audio/mpeg', 'playback'])
    const kept = await house.ann.fetch(`/recordings/${copied}/audio?download=1`)
    expect([kept.headers.get('content-type'), await kept.text()]).toEqual(['audio/amr', 'original'])
  })

  it('never comes as a page, whatever stands in the row', async () => {
    const odd = await addRecording(house.web.db, house.annId)
    await house.web.db.execute(sql`update recordings set media_type = 'text/html' where id = ${odd}`)
    await house.web.store.put(
      `recordings/${house.annId}/${odd}/original`, (async function* () { yield Buffer.from('<script>') })())
    const response = await house.ann.fetch(`/recordings/${odd}/audio`)
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    await response.body?.cancel()
  })

  it('is missed with a sentence', async () => {
    const gone = await addRecording(house.web.db, house.annId)
    const response = await house.ann.fetch(`/recordings/${gone}/audio`)
    expect([response.status, await response.text()]).toEqual([404, expect.stringContaining('no longer stored')])
  })
})

describe('the transcript as a file', () => {
  it.each([
    ['txt', 'text/plain; charset=utf-8', 'The quick brown fox.'],
    ['srt', 'application/x-subrip; charset=utf-8', '00:00:00,500 --> 00:00:02,400'],
    ['vtt', 'text/vtt; charset=utf-8', 'WEBVTT\n'],
    ['json', 'application/json; charset=utf-8', '"The quick brown fox."'],
  ])('comes as %s', async (format, type, part) => {
    const response = await house.ann.fetch(`/recordings/${shown.id}/transcript.${format}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('content-disposition'))
      .toContain(`filename*=UTF-8''Cu%E1%BB%99c%20h%E1%BB%8Dp%20th%C3%A1ng%205.${format}`)
    expect(await response.text()).toContain(part)
  })

  it('comes with times when asked', async () => {
    const response = await house.ann.fetch(`/recordings/${shown.id}/transcript.txt?times=1`)
    expect(await response.text()).toMatch(/^\[.*\] The quick brown fox\./)
  })

  it('does not come in formats that nobody knows', async () => {
    for (const file of ['transcript.doc', 'transcript', 'transcript.', 'transcript.constructor', 'other.txt']) {
      expect((await house.ann.fetch(`/recordings/${shown.id}/${file}`)).status).toBe(404)
    }
  })

  it('is a conflict before it is done, told in the reader’s language', async () => {
    const open = await addRecording(house.web.db, house.annId, { until: 'processing' })
    const response = await house.ann.fetch(
      `/recordings/${open}/transcript.srt`, { headers: { 'Accept-Language': 'vi' } })
    expect(response.status).toBe(409)
    const html = await response.text()
    expect(html).toContain(`href="/recordings/${open}"`)
    expect(html).toMatch(/no transcript yet|chưa có văn bản/)
  })
})
