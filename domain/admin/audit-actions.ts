/** Everything an administrator, or the operator from the command line, can do that the audit log tells of; the pages have a sentence for each. */
export const auditActions = [
  'user.plan', 'user.suspend', 'user.reactivate', 'user.promote', 'user.demote', 'user.delete', 'user.add', 'user.password',
  'plan.change', 'live.end', 'letter.replay', 'letter.discard', 'jobs.replay', 'jobs.discard', 'model.pull', 'model.remove',
  'upkeep.run',
] as const

export type AuditAction = (typeof auditActions)[number]
