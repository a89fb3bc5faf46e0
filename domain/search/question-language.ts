/** Letters that English does not have, but for the accents of words that it took over. */
const foreign = /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]|[ăâđêôơưạảãầấậẩẫằắặẳẵẹẻẽềếệểễỉịọỏõồốộổỗờớợởỡụủũừứựửữỳỵỷỹ]/iu

/**
 * Whether a model of these languages can understand a question: one for English alone is not asked what is clearly
 * written in something else. What can't be told, such as Vietnamese without marks, is asked.
 */
export function isUnderstood(text: string, languages: readonly string[] | null): boolean {
  const isEnglishOnly = languages !== null && languages.every((language) => language === 'en')
  return !isEnglishOnly || !foreign.test(text.normalize('NFC'))
}
