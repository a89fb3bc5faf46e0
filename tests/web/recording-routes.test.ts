import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { addRecording } from '#tests/db/test-accounts'
import { segments, useShownRecording } from '#tests/support/shown-recording'
import { useTwoVisitors } from '#tests/support/two-visitors'
import { Visitor } from '#tests/support/visitor'

const house = useTwoVisitors()
const shown = useShownRecording(house)

async function userId(name: string): Promise<string> {
  const email = `${name}@example.org`
  const { rows } = await house.web.db.execute<{ id: string }>(sql`select id from users where email = ${email}`)
  return rows[0]!.id
}

describe('somebody else’s recording', () => {
  it.each([
    '', '/again', '/delete', '/audio', '/audio?download=1', '/transcript.txt', '/transcript.srt', '/transcript.vtt',
    '/transcript.json',
  ])('is not there to be read: %s', async (path) => {
    expect((await house.ann.fetch(`/recordings/${shown.id}${path}`)).status).toBe(200)
    const other = await house.bob.fetch(`/recordings/${shown.id}${path}`)
    expect(other.status).toBe(404)
    expect(await other.text()).not.toMatch(/Cuộc họp|quick brown/)
  })

  it.each<Record<string, string>>([
    { intent: 'rename', title: 'Mine' }, { intent: 'cancel' }, { intent: 'retry' }, { intent: 'keep' },
    { intent: 'unkeep' },
    { intent: 'correct', text: 'Mine' }, { intent: 'restore' },
  ])('is not there to be changed: $intent', async (fields) => {
    const before = await facts()
    const other = await house.bob.send(`/recordings/${shown.id}`, { ...fields, segment: String(shown.segmentId) })
    expect(other.status).toBe(404)
    expect(await facts()).toEqual(before)
  })

  it('is not there to be deleted', async () => {
    expect((await house.bob.send(`/recordings/${shown.id}/delete`, { intent: 'delete' })).status).toBe(404)
    expect((await house.ann.fetch(`/recordings/${shown.id}`)).status).toBe(200)
  })

  it('lends its segments to no other recording', async () => {
    const own = await addRecording(house.web.db, await userId('bob'), { segments })
    const sent = await house.bob.send(
      `/recordings/${own}`, { intent: 'correct', segment: String(shown.segmentId), text: 'Mine' })
    expect(sent.status).toBe(404)
    expect((await house.ann.open(`/recordings/${shown.id}`)).html).not.toContain('Mine')
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
      const answer = await guest.fetch(`/recordings/${shown.id}${path}`)
      expect([answer.status, answer.headers.get('Location')]).toEqual([302, expect.stringContaining('/login')])
    }
    expect((await guest.fetch('/events')).status).toBe(302)
  })

  async function facts() {
    const { rows } = await house.web.db.execute(sql`
      select r.title, r.status, r.kept, s.text, s.original_text
        from recordings r join segments s on s.recording_id = r.id
       where r.id = ${shown.id} order by s.idx`)
    return rows
  }
})

describe('the recording without scripts', () => {
  it('shows the passages with their times, escaped', async () => {
    const { html } = await house.ann.open(`/recordings/${shown.id}`)
    expect(html).toContain('It jumps over &lt;the&gt; lazy dog.')
    expect(html).toContain(`href="/recordings/${shown.id}/audio#t=2.6"`)
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
    const editing = await house.ann.open(`/recordings/${shown.id}?edit=${shown.segmentId}`)
    expect(editing.html).toMatch(/<textarea[^>]*>The quick brown fox\.<\/textarea>/)
    const sent = await house.ann.send(`/recordings/${shown.id}?edit=${shown.segmentId}`, {
      intent: 'correct', segment: String(shown.segmentId), text: 'The quick red fox.', returnTo: `/recordings/${shown.id}#s-0`,
    })
    expect([sent.status, sent.headers.get('Location')]).toEqual([302, `/recordings/${shown.id}#s-0`])
    const { html } = await house.ann.open(`/recordings/${shown.id}?edit=${shown.segmentId}`)
    expect(html).toContain('The quick brown fox.</q>')
    expect(html).toContain('Your correction is saved.')
    expect(await (await house.ann.fetch(`/recordings/${shown.id}/transcript.txt`)).text()).toContain('quick red fox')
    await house.ann.send(`/recordings/${shown.id}`, { intent: 'restore', segment: String(shown.segmentId) })
    expect(await (await house.ann.fetch(`/recordings/${shown.id}/transcript.txt`)).text()).toContain('quick brown fox')
  })

  it('says why a correction is refused and keeps what was typed', async () => {
    const text = 'x'.repeat(5001)
    const correction = { intent: 'correct', segment: String(shown.segmentId), text }
    const sent = await house.ann.send(`/recordings/${shown.id}?edit=${shown.segmentId}`, correction)
    expect(sent.status).toBe(400)
    const html = await sent.text()
    expect(html).toContain('Enter a text of 1 to 5000 characters.')
    expect(html).toContain(`>${text}</textarea>`)
  })

  it('renames, and says why it does not', async () => {
    expect((await house.ann.open(`/recordings/${shown.id}?rename=1`)).html).toContain('name="title"')
    const sent = await house.ann.send(
      `/recordings/${shown.id}`, { intent: 'rename', title: ' 會議 記錄 ', returnTo: '/library?q=a' })
    expect([sent.status, sent.headers.get('Location')]).toEqual([302, '/library?q=a'])
    expect((await house.ann.open(`/recordings/${shown.id}`)).html).toContain('會議 記錄</h1>')
    const refused = await house.ann.send(`/recordings/${shown.id}`, { intent: 'rename', title: ' ' })
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('Enter a title')])
  })

  it('goes only to pages of its own afterwards', async () => {
    const sent = await house.ann.send(`/recordings/${shown.id}`, { intent: 'keep', returnTo: 'https://evil.example/' })
    expect(sent.headers.get('Location')).toBe(`/recordings/${shown.id}`)
    const { rows } = await house.web.db.execute(sql`select kept from recordings where id = ${shown.id}`)
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
    expect((await house.ann.send(`/recordings/${shown.id}`, { intent: 'explode' })).status).toBe(400)
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
