import type { WordChange } from '#domain/transcripts/diff-words'
import { joinWords, splitWords } from '#domain/transcripts/join-words'

/** Words that are shown before and after a change. */
const CONTEXT_WORDS = 12

/** Leaves out what stays the same far from any change, so that long passages are short to read. */
export function elide(changes: readonly WordChange[]): WordChange[] {
  return changes.map((change, at) => {
    if (change.kind !== 'same') return change
    const words = splitWords(change.text)
    const before = at === 0 ? 0 : CONTEXT_WORDS
    const after = at === changes.length - 1 ? 0 : CONTEXT_WORDS
    if (words.length <= before + after + 1) return change
    const kept = [joinWords(words.slice(0, before)), after === 0 ? '' : joinWords(words.slice(-after))]
    return { ...change, text: kept.join(' … ').trim() }
  })
}
