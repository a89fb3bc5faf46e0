/** Scripts that tokenizers cut into about one token a character. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu
const OTHER_SCRIPTS = /[^\p{ASCII}]/gu
/** English has about four characters a token with today's tokenizers; three leaves room. */
const ASCII_CHARS_PER_TOKEN = 3
const OTHER_CHARS_PER_TOKEN = 1.5

/**
 * How many tokens a text has for a language model, estimated to the high side: tokenizers differ, and the provider's
 * is not here.
 */
export function estimateTokens(text: string): number {
  const dense = text.match(DENSE)?.length ?? 0
  const others = (text.match(OTHER_SCRIPTS)?.length ?? 0) - dense
  const ascii = text.length - dense - others
  return Math.ceil(dense + others / OTHER_CHARS_PER_TOKEN + ascii / ASCII_CHARS_PER_TOKEN)
}
