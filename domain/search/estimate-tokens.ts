/** Tokens of a language model in a text, roughly: four letters of an alphabet, or one character of an unspaced script. */
export function estimateTokens(text: string): number {
  const wide = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0
  return Math.ceil(wide + (text.length - wide) / 4)
}
