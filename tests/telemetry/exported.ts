/** What processes export, read from the text that Prometheus scrapes. */
export interface Exported {
  /** Names of metrics, without the endings of a histogram's series. */
  names: ReadonlySet<string>
  types: ReadonlyMap<string, string>
  helps: ReadonlyMap<string, string>
  samples: readonly Sample[]
}

export interface Sample {
  /** Of the series, such as `steno_live_final_seconds_bucket`. */
  name: string
  labels: Readonly<Record<string, string>>
  value: number
}

export function readExported(texts: readonly string[]): Exported {
  const types = new Map<string, string>()
  const helps = new Map<string, string>()
  const samples: Sample[] = []
  for (const line of texts.join('\n').split('\n')) {
    const type = /^# TYPE (\S+) (\S+)$/.exec(line)
    if (type) types.set(type[1]!, type[2]!)
    const help = /^# HELP (\S+) (.+)$/.exec(line)
    if (help) helps.set(help[1]!, help[2]!)
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line)
    if (sample) samples.push({ name: sample[1]!, labels: readLabels(sample[2] ?? ''), value: Number(sample[3]) })
  }
  return { names: new Set(types.keys()), types, helps, samples }
}

const readLabels = (text: string) =>
  Object.fromEntries([...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map((found) => [found[1]!, found[2]!]))

/** The sum of the samples of a series with these labels. */
export function sumOf({ samples }: Exported, name: string, labels: Record<string, string> = {}): number {
  return samples
    .filter((sample) => sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
    .reduce((sum, { value }) => sum + value, 0)
}
