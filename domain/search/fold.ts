/** Letters that keep a stroke which Unicode does not take apart. */
const strokes: Record<string, string> = { đ: 'd', ø: 'o', ł: 'l', ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe' }

/**
 * Marks that people leave out when they type: accents, Vietnamese tones, Arabic and Hebrew vowel points. Those of Indic
 * scripts and of kana are letters in their own right.
 */
const marks = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]+/gu

/** A word without case and in one spelling of its characters, but with its marks: `Họp` and `HỌP` are `họp`. */
export function plainWord(word: string): string {
  return word.normalize('NFKC').toLowerCase().replace(/['’]/g, '').normalize('NFC')
}

/** A word without case and without marks: `Họp` is `hop`, `Đà` is `da`. */
export function foldWord(word: string): string {
  const bare = plainWord(word).normalize('NFD').replace(marks, '').normalize('NFC')
  return bare.replace(/[đøłıßæœ]/g, (letter) => strokes[letter] ?? letter)
}
