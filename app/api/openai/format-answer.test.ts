import { describe, expect, it } from 'vitest'
import type { Transcript } from '#domain/transcripts/transcript'
import { formatAnswer } from './format-answer'
import { verboseShape } from './shapes'
import { transcriptionFields, wantedGranularities } from './transcription-fields'

const transcript: Transcript = {
  title: 'A talk', language: 'vi', durationMs: 2100,
  segments: [
    { startMs: 0, endMs: 900, text: '“Một, hai.”', confidence: 0.5 },
    {
      startMs: 1000, endMs: 2000, text: 'Three --', words: [
        { text: 'Three', startMs: 1000, endMs: 1500 }, { text: '--', startMs: 1500, endMs: 2000 },
      ],
    },
  ],
}
const about = { modelId: 'm', task: 'transcribe' as const, temperature: 0.5, granularities: ['word', 'segment'] as const }
const granularities = (fields: Record<string, string>) => wantedGranularities(transcriptionFields.parse(fields))

describe('an answer of OpenAI’s', () => {
  it('tells segments and words, those without times of their own too, and names the language', () => {
    const { json } = formatAnswer(transcript, { ...about, format: 'verbose_json' }) as { json: object }
    expect(verboseShape.parse(json)).toEqual(json)
    expect(json).toMatchObject({
      language: 'vietnamese', duration: 2.1, usage: { seconds: 3 }, text: '“Một, hai.” Three --',
      segments: [
        { id: 0, seek: 0, temperature: 0.5, avg_logprob: Math.log(0.5) }, { id: 1, seek: 100, start: 1, end: 2, avg_logprob: 0 },
      ],
      words: [{ word: 'Một', start: 0 }, { word: 'hai', end: 0.9 }, { word: 'Three', start: 1, end: 1.5 }, { word: '--' }],
    })
  })

  it('has times as they are asked for, however that is spelt, and of segments where nobody asks', () => {
    expect(granularities({})).toEqual(['segment'])
    expect(granularities({ timestamp_granularities: 'word' })).toEqual(['word'])
    expect(granularities({ 'timestamp_granularities[]': 'word,segment' })).toEqual(['word', 'segment'])
    const { json } = formatAnswer(transcript, { ...about, granularities: ['word'], format: 'verbose_json' }) as { json: object }
    expect([Object.keys(json).includes('segments'), Object.keys(json).includes('words')]).toEqual([false, true])
  })

  it('is text as it is, and nothing where nothing was said', () => {
    expect(formatAnswer(transcript, { ...about, format: 'text' }))
      .toMatchObject({ text: '“Một, hai.” Three --\n', headers: { 'Steno-Model': 'm' } })
    const nothing = formatAnswer({ ...transcript, segments: [] }, { ...about, format: 'verbose_json' })
    expect(nothing).toMatchObject({ json: { text: '', segments: [], words: [] } })
  })
})
