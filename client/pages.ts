/** A page of a list, as every list of the API has it. */
export interface Page<Item> {
  items: Item[]
  /** Null on the last. */
  nextCursor: string | null
}

/** Goes through all that a list has, asking for each page when it is come to. */
export async function* eachOf<Item>(ask: (cursor: string | undefined) => Promise<Page<Item>>): AsyncGenerator<Item, void, void> {
  let cursor: string | undefined
  do {
    const page = await ask(cursor)
    yield* page.items
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}
