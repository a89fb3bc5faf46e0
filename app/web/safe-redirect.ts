/**
 * The path to go to after logging in, from an untrusted `redirectTo`: only a path of this origin, else the fallback.
 * Browsers read backslashes as slashes and skip control characters, so an address with either is no path.
 */
export function parseRedirect(value: unknown, fallback: string): string {
  if (typeof value !== 'string' || !value.startsWith('/') || value.startsWith('//')) return fallback
  if (/[\\\u0000-\u001f\u007f]/.test(value)) return fallback
  return value
}
