import { joinWords, splitWords } from './join-words'

/** A run of words that both texts have, or only the one before, or only the one after. */
export interface WordChange {
  kind: 'same' | 'removed' | 'added'
  text: string
}

interface Word {
  text: string
  /** What decides whether two words are the same: capitals and punctuation do not. */
  folded: string
}

/** Texts that differ in more words than this are told as replaced altogether; looking for less would take too long. */
const EDITS_MAX = 1000

/**
 * What turns one text into another, word by word, as few words as possible (E. Myers, "An O(ND) Difference Algorithm
 * and Its Variations", 1986). Words that differ in capitals or punctuation alone are the same, and told as they are
 * after.
 */
export function diffWords(before: string, after: string): WordChange[] {
  const [a, b] = [wordsOf(before), wordsOf(after)]
  const path = findPath(a, b)
  const runs: { kind: WordChange['kind']; words: string[] }[] = []
  const tell = (kind: WordChange['kind'], words: Word[]) => {
    if (words.length === 0) return
    if (runs.at(-1)?.kind !== kind) runs.push({ kind, words: [] })
    for (const { text } of words) runs.at(-1)!.words.push(text)
  }
  let [i, j] = [0, 0]
  for (const same of path) {
    tell('removed', a.slice(i, same.i))
    tell('added', b.slice(j, same.j))
    tell('same', [b[same.j]!])
    ;[i, j] = [same.i + 1, same.j + 1]
  }
  tell('removed', a.slice(i))
  tell('added', b.slice(j))
  return runs.map(({ kind, words }) => ({ kind, text: joinWords(words) }))
}

function wordsOf(text: string): Word[] {
  return splitWords(text).map((word) => ({
    text: word,
    folded: word
      .normalize('NFKC')
      .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
      .toLowerCase(),
  }))
}

/** Pairs of words that are the same in both, in order. */
function findPath(a: Word[], b: Word[]): { i: number; j: number }[] {
  const offset = EDITS_MAX + 1
  // How far along `a` each diagonal has been reached with so many edits.
  const reached = new Int32Array(2 * offset + 1)
  const history: Int32Array[] = []
  for (let edits = 0; edits <= Math.min(EDITS_MAX, a.length + b.length); edits++) {
    history.push(reached.slice(offset - edits - 1, offset + edits + 2))
    for (let k = -edits; k <= edits; k += 2) {
      let i = isDown(reached, offset + k, k, edits) ? reached[offset + k + 1]! : reached[offset + k - 1]! + 1
      while (i < a.length && i - k < b.length && a[i]!.folded === b[i - k]!.folded) i++
      reached[offset + k] = i
      if (i >= a.length && i - k >= b.length) return walkBack(history, a.length, b.length)
    }
  }
  return []
}

/** Whether a diagonal is best reached by a word of `b`, rather than without one of `a`. */
function isDown(reached: Int32Array, at: number, k: number, edits: number): boolean {
  return k === -edits || (k !== edits && reached[at - 1]! < reached[at + 1]!)
}

function walkBack(history: Int32Array[], aLength: number, bLength: number): { i: number; j: number }[] {
  const path: { i: number; j: number }[] = []
  let [i, j] = [aLength, bLength]
  for (let edits = history.length - 1; edits >= 0; edits--) {
    const reached = history[edits]!
    const middle = edits + 1
    const k = i - j
    const previousK = isDown(reached, middle + k, k, edits) ? k + 1 : k - 1
    const previousI = edits === 0 ? 0 : reached[middle + previousK]!
    const previousJ = edits === 0 ? 0 : previousI - previousK
    while (i > previousI && j > previousJ) path.push({ i: --i, j: --j })
    ;[i, j] = [previousI, previousJ]
  }
  return path.reverse()
}
