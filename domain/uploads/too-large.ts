import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { formatBytes } from '../units/format-bytes'

interface SizedPlan {
  name: string
  uploadBytesMax: number
}

/** How large a file of somebody on this plan may be, in bytes: the plan's limit, and never more than Steno takes of anybody. */
export function fileBytesMax({ uploadBytesMax }: SizedPlan): number {
  return Math.min(uploadBytesMax, limits.uploadBytesMax)
}

/** The refusal of a larger one; it names the limit that binds them. */
export function tooLargeFor(plan: SizedPlan, cause?: unknown): AppError {
  const bytesMax = fileBytesMax(plan)
  const sentence = `This file is larger than the ${formatBytes(bytesMax)} that the ${plan.name} plan allows for one file.`
  return new AppError('upload_too_large', sentence, { params: { bytesMax, plan: plan.name }, cause })
}
