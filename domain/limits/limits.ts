import { accountLimits } from './account-limits'
import { apiLimits } from './api-limits'
import { jobLimits } from './job-limits'
import { liveLimits } from './live-limits'
import { modelLimits } from './model-limits'
import { requestLimits } from './request-limits'
import { storageLimits } from './storage-limits'
import { toolLimits } from './tool-limits'
import { translationLimits } from './translation-limits'
import { uploadLimits } from './upload-limits'
import { webLimits } from './web-limits'
import { webhookLimits } from './webhook-limits'

/**
 * Every limit of Steno under one name, its unit last; each lies with those of its kind. Relations between them are asserted in
 * limits.test.ts. Plans may allow less than a limit here, never more.
 */
export const limits = {
  ...uploadLimits,
  ...storageLimits,
  ...requestLimits,
  ...liveLimits,
  ...translationLimits,
  ...webhookLimits,
  ...accountLimits,
  ...jobLimits,
  ...modelLimits,
  ...webLimits,
  ...apiLimits,
  ...toolLimits,
} as const
