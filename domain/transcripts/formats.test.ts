import { describe, expect, it } from 'vitest'
import { CUE_LINE_WIDTH_MAX, CUE_LINES_MAX, CUE_MS_MAX, makeCues, textWidth } from './cues'
import { formatJson } from './format-json'
import { formatSrt } from './format-srt'
import { formatTxt } from './format-txt'
import { formatChapters, formatVtt } from './format-vtt'
import type { Transcript, TranscriptSegment } from './transcript'

/** Numbers from 0 to 1 that are the same for the same seed. */
function makeRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32
    return state / 2 ** 32
  }
}

const vocabulary = [
  ...'a to the Steno transcript recognition, uninterrupted. “Why?” naïve -->'.split(' '),
  ...'<b> & https://example.org/a/very/long/link/that/nobody/would/ever/read/aloud'.split(' '),
  ...'cuộc họp 會議， 錄音。 語音辨識 これは ภาษา Ünïcödé 🎙️'.split(' '),
]

function randomTranscript(seed: number): Transcript {
  const random = makeRandom(seed)
  const pick = () => vocabulary[Math.floor(random() * vocabulary.length)]!
  let atMs = 0
  const segments = Array.from({ length: 1 + Math.floor(random() * 12) }, (): TranscriptSegment => {
    atMs += random() < 0.3 ? 0 : Math.floor(random() * 4000)
    const startMs = atMs
    const texts = Array.from({ length: 1 + Math.floor(random() * 40) }, pick)
    const words = texts.map((text) => {
      const word = { text, startMs: atMs, endMs: atMs + Math.floor(random() * 500) }
      atMs = word.endMs
      return word
    })
    const speaker = random() < 0.3 ? { speaker: random() < 0.5 ? 'Ana & <Bo>' : '陳小姐' } : {}
    const kept = random() < 0.5 ? { words } : {}
    return { startMs, endMs: atMs, text: texts.join(' '), ...speaker, ...kept }
  })
  return { title: 'Random', language: 'en', durationMs: atMs, segments }
}

interface ParsedCue {
  startMs: number
  endMs: number
  lines: string[]
}

/** A reader of subtitle files that shares nothing with the writers. */
function parseCues(text: string, mark: string): ParsedCue[] {
  const clock = `(\\d{2,}):([0-5]\\d):([0-5]\\d)\\${mark}(\\d{3})`
  const timeLine = new RegExp(`^${clock} --> ${clock}$`)
  const ms = ([hours, minutes, seconds, millis]: string[]) =>
    ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(millis)
  return text
    .trim()
    .split('\n\n')
    .map((block) => {
      const lines = block.split('\n')
      const at = lines.findIndex((line) => line.includes('-->'))
      const match = timeLine.exec(lines[at] ?? '')
      if (!match) throw new Error(`No time line in ${block}`)
      return { startMs: ms(match.slice(1, 5)), endMs: ms(match.slice(5, 9)), lines: lines.slice(at + 1) }
    })
}

function expectInOrder(cues: readonly { startMs: number; endMs: number }[]) {
  cues.forEach(({ startMs, endMs }, index) => {
    expect(endMs).toBeGreaterThan(startMs)
    expect(endMs - startMs).toBeLessThanOrEqual(CUE_MS_MAX)
    if (index > 0) {
      expect(startMs).toBeGreaterThan(cues[index - 1]!.startMs)
      expect(startMs).toBeGreaterThanOrEqual(cues[index - 1]!.endMs)
    }
  })
}

const withoutSpace = (text: string) => text.replace(/\s+/g, '')
const seeds = Array.from({ length: 60 }, (_, seed) => seed)

describe('any transcript', () => {
  it('becomes cues that can be read, with every word in its order', () => {
    for (const seed of seeds) {
      const { segments } = randomTranscript(seed)
      const cues = makeCues(segments)
      expectInOrder(cues)
      for (const { lines } of cues) {
        expect(lines.length).toBeLessThanOrEqual(CUE_LINES_MAX)
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(CUE_LINE_WIDTH_MAX)
      }
      const said = segments.map(({ text }) => text).join('')
      expect(withoutSpace(cues.flatMap(({ lines }) => lines).join(''))).toBe(withoutSpace(said))
    }
  })

  it('becomes an SRT file that another reader understands', () => {
    for (const seed of seeds) {
      const text = formatSrt(randomTranscript(seed))
      const cues = parseCues(text, ',')
      expectInOrder(cues)
      expect(text.match(/^\d+(?=\n\d\d:)/gm)).toEqual(cues.map((_, index) => String(index + 1)))
      expect(cues.every(({ lines }) => lines.length > 0 && lines.every((line) => !line.includes('-->')))).toBe(true)
    }
  })

  it('becomes a WebVTT file that another reader understands', () => {
    for (const seed of seeds) {
      const text = formatVtt(randomTranscript(seed))
      expect(text.startsWith('WEBVTT\n\n')).toBe(true)
      const cues = parseCues(text.slice('WEBVTT\n\n'.length), '.')
      expectInOrder(cues)
      const bare = cues.flatMap(({ lines }) => lines).map((line) => line.replace(/^<v [^<>]+>/, ''))
      expect(bare.join('')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/)
    }
  })
})

const talk: Transcript = {
  title: 'Talk',
  language: 'en',
  durationMs: 3_700_000,
  segments: [
    { startMs: 500, endMs: 2000, text: 'Good morning.', speaker: 'Ana' },
    { startMs: 2100, endMs: 3000, text: 'Shall we?', speaker: 'Ana' },
    { startMs: 3_600_000, endMs: 3_601_234, text: 'We shall.', speaker: 'Bo' },
  ],
}

it('is text in paragraphs, or with times, naming who speaks where that changes', () => {
  expect(formatTxt(talk)).toBe('Ana: Good morning. Shall we?\n\nBo: We shall.\n')
  expect(formatTxt(talk, { times: true })).toBe(
    '[00:00:00] Ana: Good morning.\n[00:00:02] Shall we?\n[01:00:00] Bo: We shall.\n',
  )
  expect(formatTxt({ ...talk, segments: [] })).toBe('')
})

it('is written to the letter', () => {
  expect(formatSrt(talk).split('\n\n')[2]).toBe('3\n01:00:00,000 --> 01:00:01,234\nBo:\nWe shall.\n')
  expect(formatVtt(talk).split('\n\n')[3]).toBe('01:00:00.000 --> 01:00:01.234\n<v Bo>We shall.\n')
  expect(JSON.parse(formatJson(talk))).toMatchObject({ text: 'Good morning. Shall we? We shall.', segments: [{}, {}, {}] })
})

it('sets no spaces into Chinese, and wraps it by its width', () => {
  const text = '這是一段很長的中文字幕，用來測試換行的時候不會加入空格，也不會讓一行的字數超過可以閱讀的寬度。'
  const cues = makeCues([{ startMs: 0, endMs: 12_000, text }])
  expect(cues.flatMap(({ lines }) => lines).join('')).toBe(text)
})

it('runs segments of Chinese on without spaces, as text and as JSON', () => {
  const segments = ['大家早安。', '我們開始吧。'].map((text, i) => ({ startMs: i * 1000, endMs: i * 1000 + 900, text }))
  const meeting: Transcript = { title: '會議', language: 'zh', durationMs: 2000, segments }
  expect(JSON.parse(formatJson(meeting)).text).toBe('大家早安。我們開始吧。')
  expect(formatTxt(meeting)).toBe('大家早安。我們開始吧。\n')
})

it('spreads a corrected text over its segment, whose words no longer fit', () => {
  const words = [{ text: 'wrong', startMs: 1000, endMs: 1500 }]
  expect(makeCues([{ startMs: 1000, endMs: 3000, text: 'right now', words }])).toEqual([
    { startMs: 1000, endMs: 3000, lines: ['right now'] },
  ])
})

describe('chapters', () => {
  const segments = [
    { startMs: 0, endMs: 900, text: 'Hello.' }, { startMs: 1000, endMs: 1900, text: 'On we go.' }, { startMs: 2000, endMs: 2900, text: 'Bye.' },
  ]
  const chapters = [{ title: 'Start --> & so on', startMs: 0 }, { title: 'End', startMs: 1500 }]
  const transcript = {
    title: 'T', language: 'en', durationMs: 3000, segments, summary: { short: 'Short.', keyPoints: [], actionItems: [], chapters },
  }

  it('stand above the first line that begins in them', () => {
    expect(formatTxt(transcript, { times: true })).toBe(
      'Start --> & so on\n\n[00:00:00] Hello.\n[00:00:01] On we go.\n\nEnd\n\n[00:00:02] Bye.\n')
    expect(formatTxt(transcript)).toBe('Hello. On we go. Bye.\n')
  })

  it('are cues of their own, and a comment among subtitles', () => {
    expect(formatChapters(transcript)).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nStart --&gt; &amp; so on\n\n00:00:01.500 --> 00:00:03.000\nEnd\n')
    expect(formatVtt(transcript)).toMatch(/^WEBVTT\n\nNOTE Chapters\n00:00:00\.000 Start --&gt; &amp; so on\n00:00:01\.500 End\n\n00:00:00\.000 --> /)
    expect(formatChapters({ durationMs: 0 })).toBe('WEBVTT\n')
  })

  it('are data for programs', () => {
    expect(JSON.parse(formatJson(transcript)).summary.chapters).toEqual(chapters)
  })
})
