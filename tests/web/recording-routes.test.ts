import { beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'drizzle-orm'
import { addRecording } from '#tests/db/test-accounts'
import { useTwoVisitors } from '#tests/support/two-visitors'
import { Visitor } from '#tests/support/visitor'

const segments = [
  { startMs: 500, endMs: 2400, text: 'The quick brown fox.' },
  { startMs: 2600, endMs: 5200, text: 'It jumps over <the> lazy dog.' },
]
const sound = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 256))

const house = useTwoVisitors()
let id: string
let segmentId: number

async function userId(name: string): Promise<string> {
  const email = `${name}@example.org`
  const { rows } = await house.web.db.execute<{ id: string }>(sql`select id from users where email = ${email}`)
  return rows[0]!.id
}

beforeAll(async () => {
  id = await addRecording(house.web.db, house.annId, { title: 'Cuộc họp / tháng 5', durationMs: 6000, segments })
  await house.web.db.execute(
    sql`update recordings set media_type = 'audio/wav', file_name = 'họp.wav', sha256 = 'abc' where id = ${id}`)
  await house.web.store.put(`recordings/${house.annId}/${id}/original`, (async function* () { yield sound })())
  const { rows } = await house.web.db.execute<{ id: string }>(
    sql`select id from segments where recording_id = ${id} order by idx`)
  segmentId = Number(rows[0]!.id)
})

describe('somebody else’s recording', () => {
  it.each([
    '', '/again', '/delete', '/audio', '/audio?download=1', '/transcript.txt', '/transcript.srt', '/transcript.vtt',
    '/transcript.json',
  ])('is not there to be read: %s', async (path) => {
    expect((await house.ann.fetch(`/recordings/${id}${path}`)).status).toBe(200)
    const other = await house.bob.fetch(`/recordings/${id}${path}`)
    expect(other.status).toBe(404)
    expect(await other.text()).not.toMatch(/Cuộc họp|quick brown/)
  })

  it.each<Record<string, string>>([
    { intent: 'rename', title: 'Mine' }, { intent: 'cancel' }, { intent: 'retry' }, { intent: 'keep' },
    { intent: 'unkeep' },
    { intent: 'correct', text: 'Mine' }, { intent: 'restore' },
  ])('is not there to be changed: $intent', async (fields) => {
    const before = await facts()
    const other = await house.bob.send(`/recordings/${id}`, { ...fields, segment: String(segmentId) })
    expect(other.status).toBe(404)
    expect(await facts()).toEqual(before)
  })

  it('is not there to be deleted', async () => {
    expect((await house.bob.send(`/recordings/${id}/delete`, { intent: 'delete' })).status).toBe(404)
    expect((await house.ann.fetch(`/recordings/${id}`)).status).toBe(200)
  })

  it('lends its segments to no other recording', async () => {
    const own = await addRecording(house.web.db, await userId('bob'), { segments })
    const sent = await house.bob.send(
      `/recordings/${own}`, { intent: 'correct', segment: String(segmentId), text: 'Mine' })
    expect(sent.status).toBe(404)
    expect((await house.ann.open(`/recordings/${id}`)).html).not.toContain('Mine')
  })

  const odds = ['not-a-uuid', '00000000-0000-4000-8000-000000000000', '%00', '..%2f..']
  it.each(odds)('looks like any that never was: %s', async (odd) => {
    for (const path of ['', '/again', '/audio', '/transcript.txt', '/delete']) {
      expect((await house.ann.fetch(`/recordings/${odd}${path}`)).status).toBe(404)
    }
  })

  it('is behind the log-in', async () => {
    const guest = new Visitor(house.web.url)
    for (const path of ['', '/audio', '/transcript.txt', '/delete']) {
      const answer = await guest.fetch(`/recordings/${id}${path}`)
      expect([answer.status, answer.headers.get('Location')]).toEqual([302, expect.stringContaining('/login')])
    }
    expect((await guest.fetch('/events')).status).toBe(302)
  })

  async function facts() {
    const { rows } = await house.web.db.execute(sql`
      select r.title, r.status, r.kept, s.text, s.original_text
        from recordings r join segments s on s.recording_id = r.id
       where r.id = ${id} order by s.idx`)
    return rows
  }
})

describe('the audio', () => {
  const audio = (headers: Record<string, string> = {}, init: RequestInit = {}) =>
    house.ann.fetch(`/recordings/${id}/audio`, { ...init, headers })

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
    const response = await house.ann.fetch(`/recordings/${id}/audio?download=1`)
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
    const response = await house.ann.fetch(`/recordings/${id}/transcript.${format}`)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('content-disposition'))
      .toContain(`filename*=UTF-8''Cu%E1%BB%99c%20h%E1%BB%8Dp%20th%C3%A1ng%205.${format}`)
    expect(await response.text()).toContain(part)
  })

  it('comes with times when asked', async () => {
    const response = await house.ann.fetch(`/recordings/${id}/transcript.txt?times=1`)
    expect(await response.text()).toMatch(/^\[.*\] The quick brown fox\./)
  })

  it('does not come in formats that nobody knows', async () => {
    for (const file of ['transcript.doc', 'transcript', 'transcript.', 'transcript.constructor', 'other.txt']) {
      expect((await house.ann.fetch(`/recordings/${id}/${file}`)).status).toBe(404)
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

describe('the recording without scripts', () => {
  it('shows the passages with their times, escaped', async () => {
    const { html } = await house.ann.open(`/recordings/${id}`)
    expect(html).toContain('It jumps over &lt;the&gt; lazy dog.')
    expect(html).toContain(`href="/recordings/${id}/audio#t=2.6"`)
    expect(html).toContain('controls')
  })

  it.each([
    { model: 'whisper-base', source: 'upload', words: segments, shown: 'English (detected)' },
    { model: 'moonshine-tiny-en', source: 'upload', words: segments, shown: 'English' },
    { model: 'whisper-base', source: 'realtime', words: segments, shown: 'English' },
    { model: 'whisper-base', source: 'upload', words: [], shown: null },
  ])('names the language, and says that it was detected only where it was: $model, $source, $shown', async (given) => {
    const spoken = await addRecording(
      house.web.db, house.annId, { title: 'Spoken', durationMs: 6000, segments: given.words })
    await house.web.db.execute(sql`
      update recordings set language = 'auto', detected_language = 'en', used_model_id = ${given.model},
        source = ${given.source} where id = ${spoken}`)
    const html = await (await house.ann.fetch(`/recordings/${spoken}`)).text()
    const [, shown = null] = /<dd title="Language">([^<]*)</.exec(html) ?? []
    expect(shown).toBe(given.shown)
    await house.web.db.execute(sql`delete from recordings where id = ${spoken}`)
  })

  it('corrects a passage, shows the original and brings it back', async () => {
    const editing = await house.ann.open(`/recordings/${id}?edit=${segmentId}`)
    expect(editing.html).toMatch(/<textarea[^>]*>The quick brown fox\.<\/textarea>/)
    const sent = await house.ann.send(`/recordings/${id}?edit=${segmentId}`, {
      intent: 'correct', segment: String(segmentId), text: 'The quick red fox.', returnTo: `/recordings/${id}#s-0`,
    })
    expect([sent.status, sent.headers.get('Location')]).toEqual([302, `/recordings/${id}#s-0`])
    const { html } = await house.ann.open(`/recordings/${id}?edit=${segmentId}`)
    expect(html).toContain('The quick brown fox.</q>')
    expect(html).toContain('Your correction is saved.')
    expect(await (await house.ann.fetch(`/recordings/${id}/transcript.txt`)).text()).toContain('quick red fox')
    await house.ann.send(`/recordings/${id}`, { intent: 'restore', segment: String(segmentId) })
    expect(await (await house.ann.fetch(`/recordings/${id}/transcript.txt`)).text()).toContain('quick brown fox')
  })

  it('says why a correction is refused and keeps what was typed', async () => {
    const text = 'x'.repeat(5001)
    const correction = { intent: 'correct', segment: String(segmentId), text }
    const sent = await house.ann.send(`/recordings/${id}?edit=${segmentId}`, correction)
    expect(sent.status).toBe(400)
    const html = await sent.text()
    expect(html).toContain('Enter a text of 1 to 5000 characters.')
    expect(html).toContain(`>${text}</textarea>`)
  })

  it('renames, and says why it does not', async () => {
    expect((await house.ann.open(`/recordings/${id}?rename=1`)).html).toContain('name="title"')
    const sent = await house.ann.send(
      `/recordings/${id}`, { intent: 'rename', title: ' 會議 記錄 ', returnTo: '/library?q=a' })
    expect([sent.status, sent.headers.get('Location')]).toEqual([302, '/library?q=a'])
    expect((await house.ann.open(`/recordings/${id}`)).html).toContain('會議 記錄</h1>')
    const refused = await house.ann.send(`/recordings/${id}`, { intent: 'rename', title: ' ' })
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('Enter a title')])
  })

  it('goes only to pages of its own afterwards', async () => {
    const sent = await house.ann.send(`/recordings/${id}`, { intent: 'keep', returnTo: 'https://evil.example/' })
    expect(sent.headers.get('Location')).toBe(`/recordings/${id}`)
    const { rows } = await house.web.db.execute(sql`select kept from recordings where id = ${id}`)
    expect(rows).toEqual([{ kept: true }])
  })

  it('cancels, tries again, and says what is no longer possible', async () => {
    const open = await addRecording(house.web.db, house.annId, { until: 'processing' })
    const page = await house.ann.open(`/recordings/${open}`)
    expect(page.html).toContain('http-equiv="refresh"')
    for (const form of ['rename=1', 'edit=1']) {
      expect((await house.ann.open(`/recordings/${open}?${form}`)).html).not.toContain('http-equiv="refresh"')
    }
    await house.ann.send(`/recordings/${open}`, { intent: 'cancel' })
    const cancelled = await house.ann.open(`/recordings/${open}`)
    expect(cancelled.html).toContain('The transcription was cancelled')
    expect(cancelled.html).not.toContain('http-equiv="refresh"')
    expect((await house.ann.send(`/recordings/${open}`, { intent: 'cancel' })).status).toBe(409)
    await house.ann.send(`/recordings/${open}`, { intent: 'retry' })
    expect((await house.ann.open(`/recordings/${open}`)).html).toContain('Queued')
  })

  it('knows no other intents', async () => {
    expect((await house.ann.send(`/recordings/${id}`, { intent: 'explode' })).status).toBe(400)
  })

  it('asks before it deletes, and then it is gone', async () => {
    const doomed = await addRecording(house.web.db, house.annId, { title: 'Doomed' })
    expect((await house.ann.open(`/recordings/${doomed}/delete`)).html).toContain('“Doomed”')
    const sent = await house.ann.send(`/recordings/${doomed}/delete`, { intent: 'delete' })
    expect([sent.status, sent.headers.get('Location')]).toEqual([302, '/library'])
    expect((await house.ann.fetch(`/recordings/${doomed}`)).status).toBe(404)
  })
})

describe('what the plan’s retention will take', () => {
  const open = async (recordingId: string) => (await house.ann.open(`/recordings/${recordingId}`)).html

  it('is told with its day before it happens, and afterwards what is left', async () => {
    const { db } = house.web
    const mine = await addRecording(db, house.annId, { title: 'Old', segments })
    await db.execute(sql`update recordings set created_at = '2020-02-01', source = 'realtime' where id = ${mine}`)
    expect(await open(mine)).not.toContain('deleted on')
    await db.execute(sql`update plans set audio_retention_days = 10, retention_days = 20`)
    expect((await open(mine)).replace(/<[^>]*>/g, '')).toMatch(/this one on Feb 21, 2020[\s\S]*Its audio is deleted on Feb 11, 2020, unless you keep it/)
    await db.execute(sql`update plans set retention_days = null`)
    await db.execute(sql`select sp_cleanup_old_audio()`)
    const left = (await open(mine)).replace(/<[^>]*>/g, '')
    expect(left).toContain('time for audio was over')
    expect(left).toContain('The quick brown fox.')
    expect(left).not.toContain('is being prepared')
    expect((await house.ann.fetch(`/recordings/${mine}/audio`)).status).toBe(404)
    await db.execute(sql`update plans set audio_retention_days = null`)
  })
})
