import type { TranscriptWord } from '#domain/transcripts/transcript'
import { isSpaceless } from '#domain/transcripts/join-words'
import type { RawResult } from './thread-messages'

/** A token says when it begins; its sound is over soon after, also before a pause. */
const LAST_TOKEN_MS = 240
const WORD_START = /^[\s▁]/u
const PUNCTUATION_ONLY = /^[\s▁]*[\p{P}\p{S}]+$/u

interface OpenWord {
  text: string
  startMs: number
  lastTokenMs: number
  probabilities: number[]
}

/** Groups a model's tokens into words with times in milliseconds from the recording's start, at most until `endMs`. */
export function wordsFromTokens(raw: RawResult, offsetMs: number, endMs: number): TranscriptWord[] {
  const words: OpenWord[] = []
  let boundary = true
  raw.tokens.forEach((token, index) => {
    const text = token.replace(/[\s▁]+/gu, '')
    if (WORD_START.test(token)) boundary = true
    if (text === '') return
    const open = words.at(-1)
    const atMs = Math.min(offsetMs + Math.round(raw.timestamps[index]! * 1000), endMs)
    const joins = open && (PUNCTUATION_ONLY.test(token) || (!boundary && !isSpaceless(text[0]!)))
    if (joins) {
      open.text += text
      open.lastTokenMs = atMs
    } else {
      words.push({ text, startMs: atMs, lastTokenMs: atMs, probabilities: [] })
    }
    if (raw.probabilities.length > 0) words.at(-1)!.probabilities.push(raw.probabilities[index]!)
    boundary = isSpaceless(text.at(-1)!)
  })
  return words.map((word, index) => close(word, words[index + 1]?.startMs ?? endMs))
}

function close({ text, startMs, lastTokenMs, probabilities }: OpenWord, nextStartMs: number): TranscriptWord {
  const word = { text, startMs, endMs: Math.max(startMs, Math.min(nextStartMs, lastTokenMs + LAST_TOKEN_MS)) }
  if (probabilities.length === 0) return word
  const mean = probabilities.reduce((sum, value) => sum + value, 0) / probabilities.length
  return { ...word, confidence: Math.round(mean * 1000) / 1000 }
}
