import { beforeAll, describe, expect, it } from 'vitest'
import { saveSummary } from '#domain/summaries/summaries.server'
import { addRecording } from '#tests/db/test-accounts'
import { useTwoVisitors } from '#tests/support/two-visitors'

const house = useTwoVisitors()
const segments = [{ startMs: 0, endMs: 900, text: 'Hello.' }, { startMs: 61_000, endMs: 62_000, text: 'Roses are red.' }]
const summary = {
  short: 'About roses & more.',
  keyPoints: [{ text: 'Roses are red.', startMs: 61_000, endMs: 62_000 }],
  actionItems: [{ text: 'Water them.', startMs: 0, endMs: 900 }],
  chapters: [{ title: 'Hello', startMs: 0 }, { title: 'Roses', startMs: 61_000 }],
}
let id: string

async function save(method: 'llm' | 'extractive') {
  const facts = { transcriptVersion: 1, lastSegmentId: 0, method, model: method === 'llm' ? 'm' : null, language: 'en' }
  await saveSummary(house.web.db, id, summary, facts)
}
beforeAll(async () => {
  id = await addRecording(house.web.db, house.annId, { title: 'Talk', durationMs: 70_000, segments })
  await save('extractive')
})

describe('the summary of a recording', () => {
  it('stands on its page, each point a way to its moment, and says how it was made', async () => {
    const { html } = await house.ann.open(`/recordings/${id}`)
    expect(html).toContain('About roses &amp; more.')
    expect(html).toContain('In its own words')
    expect(html).toContain(`href="/recordings/${id}/audio#t=61"`)
    expect(html).toContain('Water them.')
    expect(html).toContain(`<track kind="chapters" src="/recordings/${id}/chapters.vtt"/>`)
  })

  it('says so when a language model wrote it', async () => {
    await save('llm')
    expect((await house.ann.open(`/recordings/${id}`)).html).toContain('Written by a language model')
  })

  it('goes along in files', async () => {
    const file = async (name: string) => (await house.ann.fetch(`/recordings/${id}/${name}`)).text()
    expect(await file('chapters.vtt')).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:01:01.000\nHello\n\n00:01:01.000 --> 00:01:10.000\nRoses\n')
    expect(await file('transcript.txt?times=1')).toBe('Hello\n\n[00:00:00] Hello.\n\nRoses\n\n[00:01:01] Roses are red.\n')
    expect(await file('transcript.vtt')).toContain('NOTE Chapters\n00:00:00.000 Hello\n')
    expect(JSON.parse(await file('transcript.json')).summary).toEqual(summary)
    expect(await file('transcript.txt')).toBe('Hello.\n\nRoses are red.\n')
  })

  it('is nobody else’s', async () => {
    const other = await house.bob.fetch(`/recordings/${id}/chapters.vtt`)
    expect([other.status, (await other.text()).includes('Roses')]).toEqual([404, false])
  })
})
