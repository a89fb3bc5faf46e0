/** What a credential of the API may be allowed to do. A log-in may do everything, a key what its owner has chosen. */
export const scopes = ['recordings:read', 'recordings:write', 'search', 'ask', 'live', 'webhooks', 'account:read'] as const
export type Scope = (typeof scopes)[number]

/** Whether a name is one of a scope; those of another version are not. */
export function isScope(name: string): name is Scope {
  return (scopes as readonly string[]).includes(name)
}
