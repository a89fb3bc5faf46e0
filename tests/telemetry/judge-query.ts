import { readSources } from '../architecture/source-files'
import { repositoryRoot } from '#tests/support/built-app'
import type { Exported } from './exported'

/** Labels that metrics have, by the metric's name. */
export type Labels = ReadonlyMap<string, ReadonlySet<string>>

/** Prometheus itself puts these on every series, and `process` is on all of ours. */
const EVERYWHERE = ['job', 'instance', 'process']
/** Series that Prometheus makes. */
const ITS_OWN = new Set(['up', 'ALERTS'])

/** What metrics carry: seen at the processes, and declared in the source where nothing has happened yet that has a label. */
export async function declaredLabels({ samples }: Exported): Promise<Labels> {
  const labels = new Map<string, Set<string>>()
  const add = (name: string, found: readonly string[]) => labels.set(name, new Set([...(labels.get(name) ?? []), ...found]))
  for (const sample of samples) add(baseOf(sample.name), Object.keys(sample.labels))
  for (const { text } of await readSources(repositoryRoot)) {
    for (const [, name, declared] of text.matchAll(/name: '(steno_\w+)',(?:(?!name: ')[\s\S])*?labels: \[([^\]]*)\]/g)) {
      add(name!, [...declared!.matchAll(/'(\w+)'/g)].map((found) => found[1]!))
    }
  }
  return labels
}

/** What in a query asks for something that nobody exports: empty where all is well. Syntax is promtool's matter. */
export function checkQuery(query: string, exported: Exported, labels: Labels): string[] {
  const bare = query.replace(/"(?:[^"\\]|\\.)*"/g, '""')
  const selected = [...bare.matchAll(/\b((?:steno|nodejs|process|caddy)_\w+|up|ALERTS)\b(?:\{([^}]*)\})?/g)]
    .filter(({ index }) => !isInBraces(bare, index) && !isInGrouping(bare, index))
  const problems: string[] = []
  const known = new Set(EVERYWHERE)
  if (selected.length === 0) problems.push(`no metric is asked for: ${query}`)
  for (const [, series = '', matchers = ''] of selected) {
    const name = baseOf(series)
    if (ITS_OWN.has(name)) continue
    if (!exported.names.has(name)) problems.push(`nobody exports ${name}`)
    if (series !== name && exported.types.get(name) !== 'histogram') problems.push(`${name} is no histogram`)
    const own = labels.get(name) ?? new Set()
    for (const label of own) known.add(label)
    if (series.endsWith('_bucket')) known.add('le')
    const asked = [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map((found) => found[1]!)
    for (const label of asked) if (!own.has(label) && !EVERYWHERE.includes(label)) problems.push(`${name} has no label ${label}`)
  }
  for (const [, list = ''] of bare.matchAll(/\b(?:by|without|on|ignoring)\s*\(([^)]*)\)/g)) {
    for (const label of list.split(',').map((one) => one.trim())) if (!known.has(label)) problems.push(`nothing asked for has the label ${label}`)
  }
  return problems
}

const baseOf = (series: string) => series.replace(/_(bucket|sum|count)$/, (ending, _, at) => (isCount(series, at) ? ending : ''))
/** A gauge may be called a count. */
const isCount = (series: string, at: number) => series.slice(at) === '_count' && series === 'steno_provider_breaker_open_count'

const isInBraces = (text: string, at: number) => text.lastIndexOf('{', at) > text.lastIndexOf('}', at)
const isInGrouping = (text: string, at: number) => /\b(by|without|on|ignoring)\s*\([^)]*$/.test(text.slice(0, at))
