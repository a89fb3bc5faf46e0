export interface Talk {
  id: string
  language: 'en' | 'vi'
  /** Each is a passage of its own: what was said between two pauses. */
  passages: string[]
}

export interface LabelledQuestion {
  language: 'en' | 'vi'
  /** Whether it has words of its answer, has them without their marks, or means it in other words. */
  kind: 'words' | 'unmarked' | 'meaning'
  text: string
  /** Passages that answer it, as `talk:passage`. */
  answers: string[]
}

/** What answers a question, and what was found for it, best first: each the passages that it holds. */
export interface Ranks {
  answers: readonly string[]
  found: readonly (readonly string[])[]
}

/** How well ranked lists do: the share of answers among the first ten, and one over the rank of the first answer, on average. */
export function scoreRanks(ranks: readonly Ranks[]): { recall: number; mrr: number } {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1)
  return {
    recall: mean(ranks.map(({ answers, found }) =>
      answers.filter((answer) => found.slice(0, 10).flat().includes(answer)).length / answers.length)),
    mrr: mean(ranks.map(({ answers, found }) => {
      const at = found.findIndex((held) => held.some((each) => answers.includes(each)))
      return at < 0 ? 0 : 1 / (at + 1)
    })),
  }
}
