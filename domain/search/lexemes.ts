import type { Token } from './tokens'

const quote = (word: string) => `'${word.replace(/['\\]/g, '$&$&')}'`

/**
 * A passage's words as PostgreSQL's `tsvector` takes them, each with its place: folded, and as spoken where that has
 * marks, so that `ban` finds bàn, bạn and bán, and `bàn` can find bàn alone.
 */
export function toLexemes(tokens: readonly Token[]): string {
  return tokens.flatMap(({ folded, plain }, index) => {
    const place = `:${index + 1}`
    return plain === folded ? [quote(folded) + place] : [quote(folded) + place, quote(plain) + place]
  }).join(' ')
}

/** A `tsquery` for one word. One character of an unspaced script finds every pair that it begins. */
export function wordQuery(token: Token, form: 'folded' | 'plain'): string {
  const isHalf = token.run !== null && [...token.folded].length === 1
  return quote(token[form]) + (isHalf ? ':*' : '')
}

/** A `tsquery` for words that follow one another. */
export function phraseQuery(tokens: readonly Token[], form: 'folded' | 'plain'): string {
  return tokens.map((token, index) => (index === tokens.length - 1 ? wordQuery(token, form) : quote(token[form])))
    .join(' <-> ')
}
