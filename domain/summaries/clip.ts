const SENTENCE_END = /[.!?。！？…]["'”’」』)]*(\s|$)|[。！？]/gu

/** A text of at most so many characters, ended after a whole sentence where one fits, else within one, with an ellipsis. */
export function clipText(text: string, charsMax: number): string {
  const tidy = text.replace(/\s+/gu, ' ').trim()
  if (tidy.length <= charsMax) return tidy
  const ends = [...tidy.matchAll(SENTENCE_END)].map((match) => match.index + match[0].trimEnd().length)
  const end = ends.filter((at) => at <= charsMax).at(-1)
  if (end !== undefined && end > charsMax / 2) return tidy.slice(0, end)
  const cut = tidy.slice(0, charsMax - 1)
  const space = cut.lastIndexOf(' ')
  return `${(space > charsMax / 2 ? cut.slice(0, space) : cut).replace(/[\s,;:，；：、-]+$/u, '')}…`
}
