/**
 * Cuts a list into as few runs as fit, in order and about equally long. An item that does not fit even alone is a run of
 * its own.
 *
 * @param cost of a run, growing with it
 */
export function cutToFit<T>(items: readonly T[], cost: (run: readonly T[]) => number, room: number): T[][] {
  if (items.length <= 1 || cost(items) <= room) return [[...items]]
  const empty = cost([])
  const runsWanted = Math.ceil((cost(items) - empty) / Math.max(1, room - empty))
  const share = Math.min(room, empty + (cost(items) - empty) / runsWanted)
  const costs = items.map((item) => cost([item]) - empty)
  const runs: T[][] = [[]]
  let used = empty
  for (const [index, item] of items.entries()) {
    const isFull = runs.at(-1)!.length > 0 && (used >= share || used + costs[index]! > room)
    if (isFull) {
      runs.push([])
      used = empty
    }
    runs.at(-1)!.push(item)
    used += costs[index]!
  }
  return runs.flatMap((run) => halveToFit(run, cost, room))
}

/** What single items cost is rounded, and what stands between them is not counted: many together may cost a little more. */
function halveToFit<T>(run: T[], cost: (run: readonly T[]) => number, room: number): T[][] {
  return run.length <= 1 || cost(run) <= room ? [run] : halve(run).flatMap((half) => halveToFit(half, cost, room))
}

/** A list in two halves, in order; in one where it has but one item, in none where it has none. */
export function halve<T>(items: readonly T[]): T[][] {
  const middle = Math.ceil(items.length / 2)
  return [items.slice(0, middle), items.slice(middle)].filter((half) => half.length > 0)
}
