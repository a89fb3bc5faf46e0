import type { Scope } from '#domain/api-keys/scopes'

/** Names of the sentences that say what a scope allows: `settings.apiKeys.scope.<name>`. */
export const scopeTexts = {
  'recordings:read': 'recordingsRead', 'recordings:write': 'recordingsWrite', 'search': 'search', 'ask': 'ask',
  'live': 'live', 'webhooks': 'webhooks', 'account:read': 'accountRead',
} as const satisfies Record<Scope, string>
