import type { Env } from './env'
import { secretNames } from './secret-files.server'
import { variables } from './variables'

/** Beside those of variables.ts: what only the command line, the edge, the containers or the tests read, and may stand in the same environment. */
const readElsewhere = [
  'STENO_URL', 'STENO_KEY', 'STENO_CLI_DEBUG',
  'STENO_WEB_UPSTREAMS', 'STENO_LIVE_UPSTREAMS',
  'STENO_IMAGE', 'STENO_CADDY_IMAGE', 'STENO_GPU_IMAGE', 'STENO_SECRETS_DIR',
  'STENO_CHROMIUM', 'STENO_FUZZ_REQUESTS',
]
/** Families of those: the Caddyfile's own variables, and the tests'. */
const familiesElsewhere = /^STENO_(EDGE|TEST)_/

const known = [...Object.keys(variables).filter((name) => name.startsWith('STENO_')), ...secretNames.map((name) => `${name}_FILE`)]

/**
 * A sentence for each variable that begins with `STENO_` and that nothing of Steno reads, naming the one that it resembles most. Misspelled, it
 * would do nothing, and what it should have closed would be open. Values are never shown.
 */
export function findUnknownVariables(env: Env): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('STENO_') && env[name]?.trim())
    .filter((name) => !known.includes(name) && !readElsewhere.includes(name) && !familiesElsewhere.test(name))
    .map((name) => `${name} is no variable of Steno's and does nothing; the one that resembles it most is ${nearestTo(name)}.`)
}

function nearestTo(name: string): string {
  return known.map((other) => ({ other, wrong: distance(name, other) })).reduce((a, b) => (b.wrong < a.wrong ? b : a)).other
}

/** How many letters must be added, left out or changed (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]!
}
