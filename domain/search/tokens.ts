import { foldWord, plainWord } from './fold'

/** A word of a text, or two neighbouring characters of a script that is written without spaces. */
export interface Token {
  /** Without case; marks are kept. */
  plain: string
  /** Without case and marks. */
  folded: string
  /** Half-open offsets in the text, in UTF-16 units. */
  start: number
  end: number
  /** Which run of unspaced characters it is from; null for a word of its own. */
  run: number | null
}

/** Han, kana, Thai, Lao, Khmer, Burmese: written without spaces between words. */
const UNSPACED = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー\\p{Script=Thai}\\p{Script=Lao}'
  + '\\p{Script=Khmer}\\p{Script=Myanmar}'
const unspaced = `[${UNSPACED}]`
const spaced = `(?:(?!${unspaced})[\\p{L}\\p{N}\\p{M}])+`
const runs = new RegExp(`(${unspaced}+)|${spaced}(?:['’]${spaced})*`, 'gu')

/** What is longer is no word that anybody looks for; PostgreSQL takes 2 kB. */
const WORD_CHARS_MAX = 64

/**
 * Takes a text apart for search, the same way for passages and for questions. Unspaced runs become overlapping pairs,
 * and their last character by itself, so that every character begins one token: 語音文字 gives 語音 音文 文字 字.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let run = -1
  for (const match of text.matchAll(runs)) {
    const start = match.index
    if (match[1] === undefined) {
      tokens.push(makeToken(match[0], start, null))
      continue
    }
    run += 1
    const characters = Array.from(match[1])
    let at = start
    for (const [index, character] of characters.entries()) {
      tokens.push(makeToken(character + (characters[index + 1] ?? ''), at, run))
      at += character.length
    }
  }
  return tokens.filter(({ folded }) => folded !== '')
}

function makeToken(text: string, start: number, run: number | null): Token {
  const word = text.slice(0, WORD_CHARS_MAX)
  return { plain: plainWord(word), folded: foldWord(word), start, end: start + text.length, run }
}
