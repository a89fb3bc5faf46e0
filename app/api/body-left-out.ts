import type { Endpoint } from './endpoint'

/**
 * Whether a request may come without its JSON: where every field of it has a value of its own, or may be absent. A change that
 * changes nothing is hardly meant.
 */
export function mayLeaveBodyOut({ method, body }: Endpoint): boolean {
  return method === 'POST' && body !== undefined && 'json' in body && body.json.safeParse({}).success
}
