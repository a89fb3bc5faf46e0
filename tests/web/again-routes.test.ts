import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { endLiveSession } from '#domain/live/live-writes.server'
import { begin, speak } from '#tests/db/live-acts'
import { addRecording } from '#tests/db/test-accounts'
import { useTwoVisitors } from '#tests/support/two-visitors'
import { Visitor } from '#tests/support/visitor'

const segments = [
  { startMs: 500, endMs: 2400, text: 'The quick brown fox.' },
  { startMs: 2600, endMs: 5200, text: 'It jumps over <the> lazy dog.' },
]
const heard = [
  { startMs: 500, endMs: 2400, text: 'the quick, BROWN fox' },
  { startMs: 2600, endMs: 5200, text: 'It jumps over <a> lazy dog.' },
]

const house = useTwoVisitors()

const add = () => addRecording(house.web.db, house.annId, { title: 'Meeting', durationMs: 6000, segments })

/** The one hidden field of that name in the page. */
const hidden = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ''

async function finish(id: string, words = heard): Promise<void> {
  await house.web.db.execute(sql`
    update transcript_drafts set status = 'done', used_model_id = 'moonshine-tiny-en', detected_language = 'en',
           segments = ${JSON.stringify(words)}::jsonb where recording_id = ${id}`)
}

const texts = async (id: string) =>
  (
    await house.web.db.execute<{ text: string }>(sql`
  select text from segments where recording_id = ${id} order by idx`)
  ).rows.map(({ text }) => text)

describe('transcribing again, without scripts', () => {
  it('leads from the recording to a choice, a wait, a comparison and a new transcript', async () => {
    const id = await add()
    const path = `/recordings/${id}/again`
    expect((await house.ann.open(`/recordings/${id}`)).html).toContain(`href="${path}"`)
    const choice = await house.ann.open(path)
    expect(choice.html).toMatch(/<option value="moonshine[^"]*"/)
    const begun = await house.ann.send(path, { intent: 'begin', language: 'en', modelId: '' })
    expect(begun.headers.get('Location')).toBe(path)
    const wait = await house.ann.open(path)
    expect(wait.html).toContain('Waiting for its turn')
    expect(wait.html).toMatch(/<noscript><meta http-equiv="refresh"/i)
    expect((await house.ann.open(`/recordings/${id}`)).html).toContain('This recording is being transcribed again.')
    await house.web.db.execute(sql`
      update transcript_drafts set status = 'processing', started_at = now(), progress_ms = 3000
       where recording_id = ${id}`)
    expect((await house.ann.open(path)).html).toContain('0:03 of 0:06 transcribed')
    await finish(id)
    expect((await house.ann.open(`/recordings/${id}`)).html).toContain('A new transcript is ready.')
    const { html } = await house.ann.open(path)
    expect(html).toContain('1 passage would change, 1 would stay the same.')
    expect(html).toMatch(/<del[^>]*>&lt;the&gt;<\/del>/)
    expect(html).toMatch(/<ins[^>]*>&lt;a&gt;<\/ins>/)
    expect(html).not.toContain('You corrected')
    expect(html).not.toMatch(/http-equiv="refresh"/i)
    const taken = await house.ann.send(
      path, { intent: 'accept', draft: hidden(html, 'draft'), print: hidden(html, 'print') })
    expect(taken.headers.get('Location')).toBe(`/recordings/${id}`)
    const after = await house.ann.open(`/recordings/${id}`)
    expect(after.html).toContain('The transcript is replaced.')
    expect(after.html).toContain('BROWN')
    expect(await texts(id)).toEqual(heard.map(({ text }) => text))
    expect((await house.ann.open(path)).html).toMatch(/value="begin"/)
  })

  it('points out corrections before, and asks again where one was made since', async () => {
    const id = await add()
    const path = `/recordings/${id}/again`
    await house.ann.send(path, { intent: 'begin', language: 'auto', modelId: '' })
    await finish(id)
    const first = await house.ann.open(path)
    const { rows } = await house.web.db.execute<{ id: string }>(
      sql`select id from segments where recording_id = ${id} order by idx`,
    )
    await house.ann.send(`/recordings/${id}`, { intent: 'correct', segment: rows[0]!.id, text: 'The quick brown ox.' })
    const refused = await house.ann.send(path, {
      intent: 'accept',
      draft: hidden(first.html, 'draft'),
      print: hidden(first.html, 'print'),
    })
    expect(refused.status).toBe(409)
    const page = await refused.text()
    expect(page).toContain('The transcript was corrected meanwhile.')
    expect(page).toContain('You corrected 1 passage of the transcript.')
    expect((await texts(id))[0]).toBe('The quick brown ox.')
    const kept = await house.ann.send(path, { intent: 'discard', draft: hidden(page, 'draft') })
    expect(kept.status).toBe(302)
    expect((await texts(id))[0]).toBe('The quick brown ox.')
  })

  it('can be stopped, is one at a time, and says why it failed', async () => {
    const id = await add()
    const path = `/recordings/${id}/again`
    await house.ann.send(path, { intent: 'begin', language: 'en', modelId: '' })
    const second = await house.ann.send(path, { intent: 'begin', language: 'en', modelId: '' })
    expect([second.status, await second.text()]).toEqual([409, expect.stringContaining('waits for your decision')])
    const draft = hidden((await house.ann.open(path)).html, 'draft')
    expect((await house.ann.send(path, { intent: 'discard', draft })).status).toBe(302)
    await house.ann.send(path, { intent: 'begin', language: 'en', modelId: '' })
    await house.web.db.execute(sql`
      update transcript_drafts set status = 'failed', error_code = 'media_truncated', error_params = '{}'
       where recording_id = ${id}`)
    expect((await house.ann.open(path)).html).toContain('could not be transcribed again')
    expect((await house.ann.open(`/recordings/${id}`)).html).toContain('could not be transcribed again')
  })

  it('refuses what it cannot do, each with a sentence', async () => {
    const id = await add()
    const path = `/recordings/${id}/again`
    const status = async (fields: Record<string, string>) => (await house.ann.send(path, fields)).status
    expect(await status({ intent: 'begin', language: 'vi', modelId: '' })).toBe(422)
    expect(await status({ intent: 'begin', language: 'en', modelId: 'no-such-model' })).toBeGreaterThanOrEqual(400)
    expect(await status({ intent: 'begin', language: '<b>', modelId: '' })).toBeGreaterThanOrEqual(400)
    expect(await status({ intent: 'nonsense' })).toBe(400)
    expect(await status({ intent: 'accept', draft: 'x', print: '' })).toBe(404)
    expect(await status({ intent: 'discard', draft: '00000000-0000-4000-8000-000000000000' })).toBe(404)
    const { rowCount } = await house.web.db.execute(sql`select from transcript_drafts where recording_id = ${id}`)
    expect(rowCount).toBe(0)
    const failed = await addRecording(house.web.db, house.annId, { until: 'failed' })
    expect((await house.ann.open(`/recordings/${failed}/again`)).html).toContain('Only a finished recording')
  })

  it('is not for somebody else', async () => {
    const id = await add()
    const path = `/recordings/${id}/again`
    await house.ann.send(path, { intent: 'begin', language: 'en', modelId: '' })
    await finish(id)
    const { html } = await house.ann.open(path)
    const print = hidden(html, 'print')
    const draft = hidden(html, 'draft')
    const answer = await house.bob.fetch(path)
    expect([answer.status, await answer.text()]).toEqual([404, expect.not.stringContaining('jumps')])
    const trials: Record<string, string>[] = [
      { intent: 'begin', language: 'en' },
      { intent: 'accept', draft, print },
      { intent: 'discard', draft },
    ]
    for (const fields of trials) expect((await house.bob.send(path, fields)).status).toBe(404)
    expect(await texts(id)).toEqual(segments.map(({ text }) => text))
    expect((await new Visitor(house.web.url).fetch(path)).headers.get('Location')).toContain('/login')
  })

  it.each(['vi', 'zh-TW'])('speaks %s', async (locale) => {
    const id = await add()
    const path = `/recordings/${id}/again`
    await house.ann.send(path, { intent: 'begin', language: 'en', modelId: '' })
    await finish(id)
    await house.ann.send('/preferences', { locale })
    const { html } = await house.ann.open(path)
    await house.ann.send('/preferences', { locale: 'en' })
    expect(html).toContain({ vi: 'Những gì sẽ thay đổi', 'zh-TW': '會改變的地方' }[locale])
  })
})

describe('a live session that has ended', () => {
  it('can be read before its audio is joined, and says so', async () => {
    const begun = await begin(house.web.db, house.annId, 'Spoken')
    const session = await speak(house.web.db, begun, 2000, ['Words at once.'])
    await endLiveSession(house.web.db, session, { reason: 'stopped', modelId: null, language: 'en' })
    const path = `/recordings/${session.sessionId}`
    const before = await house.ann.open(path)
    expect(before.html).toContain('Words at once.')
    expect(before.html).toContain('The audio is being prepared.')
    expect(before.html).toMatch(/<noscript><meta http-equiv="refresh"/i)
    expect(before.html).not.toContain(`${path}/again`)
    expect(before.html).not.toContain('Storage has lost')
    await house.web.db.execute(sql`
      update recordings set completed_at = now() - interval '2 hours' where id = ${session.sessionId}`)
    const late = await house.ann.open(path)
    expect(late.html).toContain('The audio could not be put together yet.')
    expect(late.html).not.toMatch(/http-equiv="refresh"/i)
    await house.web.db.execute(
      sql`select sp_keep_joined_live(${session.sessionId}, 'a/b/original', 'audio/flac', 'a.flac', 10, 'abc', 4000)`,
    )
    const after = await house.ann.open(path)
    expect(after.html).toMatch(/Storage has lost 4.s.* of the audio/)
    expect(after.html).not.toContain('The audio is being prepared.')
    expect(after.html).toContain(`${path}/again`)
  })
})
