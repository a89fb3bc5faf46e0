const GB = 1e9

/**
 * The plans of a new installation. Existing rows are left alone, so an operator's own figures survive an upgrade.
 * Null is unlimited.
 */
export const seedPlans = [
  {
    code: 'FREE', name: 'Free', description: 'For trying Steno and for occasional recordings.', planType: 'free',
    planCost: '0', monthlyMinutes: 300, monthlyUsageLimit: 100, uploadBytesMax: 1 * GB, retentionDays: null,
    jobPriority: 0, parallelJobs: 2,
  },
  {
    code: 'BASIC', name: 'Basic', description: 'For students with lectures every day.', planType: 'paid',
    planCost: '5', monthlyMinutes: 1_200, monthlyUsageLimit: 500, uploadBytesMax: 2 * GB, retentionDays: null,
    jobPriority: -1, parallelJobs: 3,
  },
  {
    code: 'PREMIUM', name: 'Premium', description: 'For teams that record their meetings.', planType: 'paid',
    planCost: '15', monthlyMinutes: 6_000, monthlyUsageLimit: 5_000, uploadBytesMax: 4 * GB, retentionDays: null,
    jobPriority: -2, parallelJobs: 4,
  },
  {
    code: 'ENTERPRISE', name: 'Enterprise', description: 'Without monthly limits.', planType: 'custom',
    planCost: '50', monthlyMinutes: null, monthlyUsageLimit: null, uploadBytesMax: 4 * GB, retentionDays: null,
    jobPriority: -3, parallelJobs: 8,
  },
] as const
