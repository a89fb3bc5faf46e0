const nameOf = (takeId: string) => `steno-live-${takeId}`

/** Holds a take as long as this page lives, so that no other tab goes on with it; what is returned lets it go. */
export function holdTake(takeId: string): () => void {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  // Rejects when the page goes.
  navigator.locks?.request(nameOf(takeId), () => held).catch(() => {})
  return release
}

/** The takes that a living tab of this browser records right now. */
export async function findHeldTakes(): Promise<(takeId: string) => boolean> {
  const { held = [] } = (await navigator.locks?.query()) ?? {}
  const names = new Set(held.map(({ name }) => name))
  return (takeId) => names.has(nameOf(takeId))
}
