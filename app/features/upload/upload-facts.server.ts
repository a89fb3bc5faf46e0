import type { LoaderFunctionArgs } from '@remix-run/node'
import { getUsage, listPlans } from '#domain/accounts/plan.server'
import { limits } from '#domain/limits/limits'
import { catalogue } from '#domain/models/catalogue'
import { listOpenUploads } from '#domain/uploads/own-upload.server'
import { requireUser } from '~/web/session.server'
import type { UnfinishedUpload } from './part-upload'
import { makeUploadOptions } from './upload-options'

/**
 * What the upload form needs to know: what can be chosen, how large a file may be, whether there is room at all, and what
 * was begun before.
 */
export async function loadUploadFacts(args: LoaderFunctionArgs) {
  const user = await requireUser(args)
  const { db, findModels } = args.context.services
  const [usage, plans, installed, open] = await Promise.all([
    getUsage(db, user.id), listPlans(db), findModels(), listOpenUploads(db, user.id),
  ])
  const plan = plans.find(({ code }) => code === usage.planCode)
  return {
    options: makeUploadOptions(installed.map(({ entry }) => entry), catalogue),
    bytesMax: Math.min(plan?.uploadBytesMax ?? limits.uploadBytesMax, limits.uploadBytesMax),
    usedUp: findUsedUp(usage),
    cycleEnd: usage.cycleEnd,
    unfinished: open.map(({ id, fileName, bytes, uploadKey }): UnfinishedUpload => ({ id, fileName, bytes, uploadKey })),
  }
}

export type UploadFacts = Awaited<ReturnType<typeof loadUploadFacts>>

function findUsedUp({ usageCount, usageLimit, usedMs, minutesLimit }: Awaited<ReturnType<typeof getUsage>>) {
  if (usageLimit !== null && usageCount >= usageLimit) return 'recordings_used_up' as const
  if (minutesLimit !== null && usedMs >= minutesLimit * 60_000) return 'minutes_used_up' as const
  return null
}
