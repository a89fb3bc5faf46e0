const segmentBy = (granularity: 'sentence' | 'word' | 'grapheme') => {
  const segmenter = new Intl.Segmenter(undefined, { granularity })
  return (text: string) => [...segmenter.segment(text)].map(({ segment }) => segment)
}

/** Where a text may be cut, the best places first; scripts without spaces come to the third where sentences do not end. */
const cutters: readonly ((text: string) => string[])[] = [
  segmentBy('sentence'), (text) => text.match(/\S+\s*/g) ?? [], segmentBy('word'), segmentBy('grapheme'),
]

/**
 * Cuts a text into few parts that fit, in order: where sentences end, within a sentence between words, and within a word anywhere.
 * A character that does not fit alone is a part of its own.
 */
export function cutText(text: string, fits: (part: string) => boolean): string[] {
  return cutBy(cutters, text.trim(), fits)
}

function cutBy([cut, ...finer]: typeof cutters, text: string, fits: (part: string) => boolean): string[] {
  if (!cut || fits(text)) return [text]
  const pieces = cut(text)
  const parts: string[] = []
  for (let at = 0; at < pieces.length;) {
    const left = pieces.slice(at)
    const count = countFitting(left, fits)
    parts.push(joined(left.slice(0, count)))
    at += count
  }
  return parts.filter(Boolean).flatMap((part) => cutBy(finer, part, fits))
}

/** How many of the first pieces fit together, at least one; found by halves, since telling whether many fit takes long. */
function countFitting(pieces: readonly string[], fits: (part: string) => boolean): number {
  let few = 1
  let many = pieces.length
  while (few < many) {
    const middle = Math.ceil((few + many) / 2)
    if (fits(joined(pieces.slice(0, middle)))) few = middle
    else many = middle - 1
  }
  return few
}

const joined = (pieces: readonly string[]) => pieces.join('').trim()
