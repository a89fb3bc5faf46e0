import { beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'drizzle-orm'
import { listSteps } from '#domain/pipeline/list-steps.server'
import { saveTranslations } from '#domain/translation/translations.server'
import { addRecording } from '#tests/db/test-accounts'
import { startOpenAiServer } from '#tests/stand-ins/openai-server'
import { useTwoVisitors } from '#tests/support/two-visitors'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb } from '#tests/support/web-server'

const segments = [{ startMs: 500, endMs: 2400, text: 'Good morning.' }, { startMs: 2600, endMs: 5200, text: 'Sit down.' }]
const house = useTwoVisitors({ env: { OPENAI_BASE_URL: 'http://127.0.0.1:1/v1', STENO_LLM_MODEL: 'none there' } })
let id: string
beforeAll(async () => {
  id = await addRecording(house.web.db, house.annId, { title: 'Talk', segments })
})

describe('a translation on the page of its recording', () => {
  it('is asked for with a form, shown beside the words, and downloaded', async () => {
    const asked = await house.ann.send(`/recordings/${id}`, { intent: 'translate', language: 'vi' })
    expect([asked.status, asked.headers.get('Location')]).toEqual([302, `/recordings/${id}?in=vi`])
    expect(await listSteps(house.web.db, house.annId, id)).toMatchObject([{ step: 'translate', key: 'vi', status: 'queued' }])
    const soon = await house.ann.open(`/recordings/${id}?in=vi`)
    expect(soon.html).toContain('0 of 2 passages are translated')

    await saveTranslations(house.web.db, id, 'vi', [{ idx: 0, source: 'Good morning.', text: 'Chào buổi sáng.' }])
    const { html } = await house.ann.open(`/recordings/${id}?in=vi`)
    expect(html).toMatch(/lang="vi"[^>]*>Chào buổi sáng\./)
    expect((await house.ann.open(`/recordings/${id}`)).html).not.toContain('Chào buổi sáng')

    const srt = await house.ann.fetch(`/recordings/${id}/transcript.srt?in=vi`)
    expect(srt.headers.get('Content-Disposition')).toContain('Talk (vi).srt')
    expect(await srt.text()).toBe(
      '1\n00:00:00,500 --> 00:00:02,400\nChào buổi sáng.\n\n2\n00:00:02,600 --> 00:00:05,200\nSit down.\n')
    expect((await house.ann.fetch(`/recordings/${id}/transcript.txt?in=fr`)).status).toBe(404)

    await house.ann.send(`/recordings/${id}`, { intent: 'untranslate', language: 'vi' })
    expect((await house.ann.open(`/recordings/${id}?in=vi`)).html).not.toContain('Chào buổi sáng')
  })

  it('is a file that says where it is older than its text, and has no summary in another language', async () => {
    const { db } = house.web
    const talk = await addRecording(db, house.annId, { title: 'Talk', segments })
    await saveTranslations(db, talk, 'vi', [{ idx: 0, source: 'Good evening.', text: 'Chào buổi tối.' }])
    await db.execute(sql`
      insert into recording_summaries (recording_id, method, language, short, key_points, action_items, chapters, transcript_version)
      values (${talk}, 'extractive', 'en', 'They met.', '[]', '[]', '[{"title": "Beginning", "startMs": 0}]', 1)`)
    const file = async (name: string) => (await house.ann.fetch(`/recordings/${talk}/${name}`)).text()
    expect(await file('transcript.txt?in=vi&times=1')).toBe('[00:00:00] Chào buổi tối. [changed since]\n[00:00:02] Sit down.\n')
    for (const format of ['srt', 'vtt']) {
      const subtitles = await file(`transcript.${format}?in=vi`)
      expect(subtitles).toContain('Chào buổi tối. [changed since]')
      expect(subtitles).not.toContain('Beginning')
    }
    const json = JSON.parse(await file('transcript.json?in=vi'))
    expect(json).not.toHaveProperty('summary')
    expect(json.segments).toMatchObject([{ text: 'Chào buổi tối.', translation: 'stale' }, { translation: 'missing' }])
    expect((await house.ann.fetch(`/recordings/${talk}/chapters.vtt?in=vi`)).status).toBe(404)
    expect(await file('transcript.vtt')).toContain('Beginning')
    await db.execute(sql`update recording_summaries set language = 'vi' where recording_id = ${talk}`)
    expect(JSON.parse(await file('transcript.json?in=vi')).summary.short).toBe('They met.')
    expect(await file('chapters.vtt?in=vi')).toContain('Beginning')
  })

  it('is in a language of the list', async () => {
    const refused = await house.ann.send(`/recordings/${id}`, { intent: 'translate', language: 'tlh' })
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('Choose one of the languages in the list.')
  })

  it('is nobody else’s', async () => {
    await saveTranslations(house.web.db, id, 'de', [{ idx: 0, source: 'Good morning.', text: 'Guten Morgen.' }])
    for (const path of [`/recordings/${id}?in=de`, `/recordings/${id}/transcript.vtt?in=de`]) {
      const other = await house.bob.fetch(path)
      expect(other.status).toBe(404)
      expect(await other.text()).not.toContain('Guten Morgen')
    }
    for (const intent of ['translate', 'untranslate']) {
      expect((await house.bob.send(`/recordings/${id}`, { intent, language: 'de' })).status).toBe(404)
    }
    expect((await house.ann.open(`/recordings/${id}?in=de`)).html).toContain('Guten Morgen')
  })
})

describe('automation', () => {
  const settings = '/settings/automation'
  it('remembers into which languages everything is translated', async () => {
    const form = new FormData()
    form.append('intent', 'languages')
    form.append('language', 'vi')
    form.append('language', 'zh-Hant')
    expect((await house.ann.send(settings, form)).status).toBe(302)
    const { html } = await house.ann.open(settings)
    expect([...html.matchAll(/name="language"[^>]* checked="" value="([\w-]+)"/g)].map(([, language]) => language).sort()).toEqual(['vi', 'zh-Hant'])
    expect((await house.bob.open(settings)).html).not.toMatch(/name="language"[^>]* checked/)
  })
})

describe('a spoken translation', () => {
  it('comes from the voice that is configured, for those who are logged in', async () => {
    const provider = await startOpenAiServer()
    const web = await startTestWeb({}, { env: { OPENAI_BASE_URL: provider.url, STENO_SPEECH_MODEL: 'tts', STENO_SPEECH_VOICE: 'nova' } })
    const visitor = new Visitor(web.url)
    expect((await visitor.send('/live/speech', { text: 'Xin chào' })).status).not.toBe(200)
    await visitor.register('Eve')
    const answer = await visitor.send('/live/speech', { text: 'Xin chào' })
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'audio/wav'])
    expect(provider.requests).toMatchObject([{ path: '/v1/audio/speech', body: { model: 'tts', voice: 'nova', input: 'Xin chào' } }])
    expect((await visitor.send('/live/speech', { text: ' ' })).status).toBe(400)
    await web.close()
    await provider.close()
    expect((await house.ann.send('/live/speech', { text: 'Xin chào' })).status).toBe(404)
  })
})
