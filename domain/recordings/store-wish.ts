/** The header, and for addresses the parameters, by which a client of another protocol asks that nothing of its request be kept. */
export const STORE_HEADER = 'Steno-Store'
export const STORE_PARAMETERS = ['store', 'steno_store'] as const
export type StoreParameter = (typeof STORE_PARAMETERS)[number]

/** Where it may be said; a header that is empty says nothing. */
export interface StoreWords {
  header: string | undefined
  /** All values of a parameter. */
  valuesOf(name: StoreParameter): readonly string[]
}

/** Whether the recording is kept, as it is unless `false` is said anywhere; or what is wrong with what is said, and where. */
export function parseStoreWish({ header, valuesOf }: StoreWords): { isStored: boolean } | { problem: string; param: string } {
  const said = STORE_PARAMETERS.flatMap((name) => valuesOf(name).map((text) => [name as string, text] as const))
  if (header) said.unshift([STORE_HEADER, header])
  let isStored = true
  for (const [param, text] of said) {
    const wish = text.trim().toLowerCase()
    if (wish !== 'true' && wish !== 'false') return { problem: `${param} is true or false.`, param }
    if (wish === 'false') isStored = false
  }
  return { isStored }
}
