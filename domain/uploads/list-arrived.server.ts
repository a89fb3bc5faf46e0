import type { Arrival, ArrivedPart } from '../storage/arrivals'
import type { ObjectStore } from '../storage/object-store'
import { listParts, type PartPlan } from './part-plan'

/**
 * The parts of an upload that have arrived, in order. Some stores forget them once they are joined: where the object stands
 * in its place at its full length, all of them have. Throws the storage's AppErrors.
 */
export async function listArrived(store: ObjectStore, arrival: Arrival, plan: PartPlan): Promise<ArrivedPart[]> {
  const arrived = await store.arrivals.list(arrival)
  if (arrived.length > 0) return arrived
  const joined = await store.stat(arrival.key)
  if (joined?.bytes !== plan.bytes) return []
  return listParts(plan).map((part) => ({ ...part, arrivedAt: joined.modifiedAt }))
}
