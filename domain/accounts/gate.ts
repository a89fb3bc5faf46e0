export type Gate = <T>(work: () => Promise<T>) => Promise<T>

/** Lets so many pieces of work run at once; the others wait in the order in which they came. */
export function makeGate(atOnceMax: number): Gate {
  let free = atOnceMax
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((enter) => waiting.push(enter))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
