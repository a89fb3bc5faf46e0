import { limits } from '../limits/limits'
import { tokenize, type Token } from './tokens'

/** What a user asks of search: words in any order, and phrases, whose words follow one another. */
export interface Question {
  text: string
  /** Each a word, or the pairs of one unspaced run. Words of phrases are not among them. */
  words: Token[][]
  /** What stood in quotation marks. */
  phrases: Token[][]
}

const quoted = /"([^"]*)"|“([^”]*)”|「([^」]*)」|『([^』]*)』|«([^»]*)»/gu

/** Reads a question as typed. What is longer than `charsMax` is cut; a quotation mark without its partner is ignored. */
export function parseQuestion(text: string, charsMax: number = limits.searchCharsMax): Question {
  const clean = text.replaceAll('\0', '').slice(0, charsMax).trim()
  const phrases: Token[][] = []
  const rest = clean.replace(quoted, (whole, ...groups: unknown[]) => {
    const tokens = tokenize(groups.slice(0, 5).find((group) => typeof group === 'string') as string)
    // The last character goes on in other texts; those before it stand as they are.
    const tail = withoutTails(tokens).at(-1) === tokens.at(-1) ? tokens.length : tokens.length - 1
    if (tokens.length > 0) phrases.push(tokens.slice(0, Math.min(tail, limits.searchWordsMax)))
    return ' '.repeat(whole.length)
  })
  return { text: clean, words: groupRuns(withoutTails(tokenize(rest))), phrases }
}

/** A text whose words are all looked for in any order: nothing in it stands in quotation marks. */
export function withoutQuotes(text: string): string {
  return text.replace(/["“”「」『』«»]/gu, ' ')
}

/** The last character of a run says nothing that the pair before it does not. */
function withoutTails(tokens: Token[]): Token[] {
  return tokens.filter((token, index) => {
    const isTail = token.run !== null && tokens[index + 1]?.run !== token.run
    return !isTail || tokens[index - 1]?.run !== token.run
  })
}

function groupRuns(tokens: Token[]): Token[][] {
  const groups: Token[][] = []
  for (const token of tokens) {
    const last = groups.at(-1)
    if (last && token.run !== null && last[0]?.run === token.run) last.push(token)
    else groups.push([token])
  }
  return groups
}
