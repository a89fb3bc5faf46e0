import { estimateTokens } from '../providers/estimate-tokens'

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })

/**
 * A text in pieces of at most so many tokens, as estimated: cut after sentences, where one is longer between words, and
 * where there are none anywhere. A text that fits is the only piece, as it is.
 */
export function splitText(text: string, tokensMax: number): string[] {
  const fits = (piece: string) => estimateTokens(piece) <= tokensMax
  const pack = (pieces: readonly string[]): string[] => {
    const packed: string[] = []
    for (const piece of pieces) {
      const longer = (packed.at(-1) ?? '') + piece
      if (packed.length > 0 && fits(longer)) packed[packed.length - 1] = longer
      else packed.push(piece)
    }
    return packed
  }
  const cut = (piece: string, ...ways: ((whole: string) => string[])[]): string[] => {
    const [way, ...others] = ways
    return fits(piece) || !way ? [piece] : pack(way(piece).flatMap((part) => cut(part, ...others)))
  }
  if (fits(text)) return [text]
  return cut(text, toSentences, toWords, toCharacters).map((piece) => piece.trim()).filter(Boolean)
}

const toSentences = (text: string) => [...sentences.segment(text)].map(({ segment }) => segment)
const toWords = (text: string) => text.split(/(?<=\s)/u)
const toCharacters = (text: string) => Array.from(text)
