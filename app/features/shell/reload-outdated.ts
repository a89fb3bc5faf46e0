const KEY = 'steno-reloaded'

/**
 * Loads a page anew that came from another version than the server has by now: what the server sends may be more than it understands.
 * Once for each version, since while a new one comes, several copies of the server may have several.
 */
export async function reloadOutdated(): Promise<void> {
  const { version } = window.__remixManifest
  if (sessionStorage.getItem(KEY) === version) return
  // Remix tells of another version so.
  const answer = await fetch(`/__manifest?${new URLSearchParams({ p: '/', version })}`)
  if (answer.status !== 204 || !answer.headers.has('X-Remix-Reload-Document')) return
  sessionStorage.setItem(KEY, version)
  location.reload()
}
