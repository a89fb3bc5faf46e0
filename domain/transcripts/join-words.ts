const SPACELESS = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}'
const SPACELESS_CHARACTER = new RegExp(`[${SPACELESS}\\u3001-\\u303F\\uFF00-\\uFFEF]`, 'u')
const PIECE = new RegExp(`[${SPACELESS}]\\p{M}*[\\u3001-\\u303F\\uFF01-\\uFF1F]*|[^\\s${SPACELESS}]+`, 'gu')

/** Whether the script of the character is written without spaces between words. */
export function isSpaceless(character: string): boolean {
  return SPACELESS_CHARACTER.test(character)
}

/** Words of a text; in a script without spaces each character, with the marks and punctuation after it, is one. */
export function splitWords(text: string): string[] {
  return text.match(PIECE) ?? []
}

/** The words as a line of text: spaces between them, but for scripts that have none. */
export function joinWords(words: readonly string[]): string {
  let before = ''
  const parts = words.map((word) => {
    const glued = isSpaceless([...before].at(-1) ?? '') && isSpaceless([...word][0] ?? '')
    const part = before === '' || glued ? word : ` ${word}`
    before = word || before
    return part
  })
  return parts.join('')
}
