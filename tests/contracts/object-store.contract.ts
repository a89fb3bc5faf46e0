import { expect, it } from 'vitest'
import { describeAbsence } from './object-store/absence'
import { describeArrivals } from './object-store/arrivals'
import { describeConcurrency } from './object-store/concurrency'
import { describeFailingPuts } from './object-store/failing-puts'
import { describeKeys } from './object-store/keys'
import { describeListing } from './object-store/listing'
import { describeMemory } from './object-store/memory'
import { describeRanges } from './object-store/ranges'
import { describeReading } from './object-store/reading'
import type { ContractCase, StoreUnderTest } from './object-store/store-under-test'

/** What every object store promises. `open` gives the store; each test works under a prefix of its own. */
export function describeObjectStore(
  name: string,
  open: () => Promise<StoreUnderTest>,
  { keepsPutsApart = true }: Partial<Pick<ContractCase, 'keepsPutsApart'>> = {},
): void {
  let counter = 0
  async function setUp() {
    counter += 1
    return { ...(await open()), prefix: `contract/${process.pid}-${Date.now()}-${counter}/` }
  }
  const given: ContractCase = { name, setUp, keepsPutsApart }
  describeReading(given)
  describeRanges(given)
  describeAbsence(given)
  describeListing(given)
  describeFailingPuts(given)
  describeConcurrency(given)
  describeKeys(given)
  describeMemory(given)
  describeArrivals(given)

  it(`${name}: is able to work, and says so`, async () => {
    const { store } = await setUp()
    await expect(store.check()).resolves.toBeUndefined()
  })
}
