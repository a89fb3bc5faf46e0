import { limits } from '../limits/limits'
import type { Part } from '../storage/arrivals'

/** How a file is cut: parts of one length, and a last one that may be shorter. */
export interface PartPlan {
  bytes: number
  partBytes: number
}

export function makePartPlan(bytes: number): PartPlan {
  return { bytes, partBytes: limits.uploadPartBytes }
}

export const countParts = ({ bytes, partBytes }: PartPlan) => Math.ceil(bytes / partBytes)

/** All of them, in order. */
export function listParts(plan: PartPlan): Part[] {
  const count = countParts(plan)
  return Array.from({ length: count }, (_, index) => ({
    number: index + 1, bytes: Math.min(plan.partBytes, plan.bytes - index * plan.partBytes),
  }))
}
