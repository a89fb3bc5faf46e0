import type { TranscriptWord } from '../transcripts/transcript'

interface RecognisedText {
  text: string
  words: TranscriptWord[]
  startMs: number
  endMs: number
}

/**
 * Words of a corrected text with times from the recognised ones: the words that begin and end both texts alike keep
 * theirs, and those between share the time between. Null where words are not divided by spaces, as in Chinese.
 */
export function alignWords(corrected: string, segment: RecognisedText): TranscriptWord[] | null {
  const recognised = segment.words
  if (segment.text.trim().split(/\s+/).length !== recognised.length) return null
  const texts = corrected.split(/\s+/).filter(Boolean)
  const same = (at: number, of: number) => texts[at] === recognised[of]?.text.trim()
  let head = 0
  while (head < texts.length && head < recognised.length && same(head, head)) head++
  let tail = 0
  const shorter = Math.min(texts.length, recognised.length)
  while (tail < shorter - head && same(texts.length - 1 - tail, recognised.length - 1 - tail)) tail++
  const changed = texts.slice(head, texts.length - tail)
  const replaced = recognised.slice(head, recognised.length - tail)
  const kept = { head: recognised.slice(0, head), tail: tail === 0 ? [] : recognised.slice(-tail) }
  const startMs = replaced[0]?.startMs ?? kept.head.at(-1)?.endMs ?? segment.startMs
  const endMs = Math.max(startMs, replaced.at(-1)?.endMs ?? kept.tail[0]?.startMs ?? segment.endMs)
  const at = (index: number) => Math.round(startMs + ((endMs - startMs) * index) / changed.length)
  const spread = changed.map((text, index): TranscriptWord => ({ text, startMs: at(index), endMs: at(index + 1) }))
  return [...kept.head, ...spread, ...kept.tail]
}
