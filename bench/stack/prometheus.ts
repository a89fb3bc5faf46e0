import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pickPort } from '#db/embedded/free-port.server'
import { repositoryRoot } from '#tests/support/built-app'
import { deriveConfig, quicken, SCRAPE_S } from './prometheus-config'

export interface Series {
  labels: Readonly<Record<string, string>>
  /** In order of time; what is not a number is left out. */
  values: readonly number[]
}

export interface Prometheus {
  pid: number
  /** What a query gives between two moments (Unix ms), as a dashboard would draw it. */
  range(query: string, fromMs: number, toMs: number): Promise<Series[]>
  stop(): Promise<void>
}

/**
 * Prometheus with the deployed configuration and alerts, and the same alerts at a faster pace.
 *
 * @param targets `host:port` by job; its own is added
 */
export async function startPrometheus(targets: ReadonlyMap<string, readonly string[]>): Promise<Prometheus> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-prometheus-'))
  const rulesDir = path.join(dir, 'rules')
  await mkdir(rulesDir)
  const deployed = (file: string) => readFile(path.join(repositoryRoot, 'deploy/prometheus', file), 'utf8')
  const rules = await deployed('rules/steno.yml')
  await writeFile(path.join(rulesDir, 'steno.yml'), rules)
  await writeFile(path.join(rulesDir, 'quick.yml'), quicken(rules))
  const address = `127.0.0.1:${await pickPort()}`
  const configFile = path.join(dir, 'prometheus.yml')
  await writeFile(configFile, deriveConfig(await deployed('prometheus.yml'), new Map(targets).set('prometheus', [address]), rulesDir))
  const child = spawn('prometheus', [
    `--config.file=${configFile}`, `--storage.tsdb.path=${path.join(dir, 'data')}`, `--web.listen-address=${address}`, '--log.level=warn',
  ], { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-4000)))
  const ended = once(child, 'exit')
  while (!(await fetch(`http://${address}/-/ready`).then(({ ok }) => ok, () => false))) {
    if (child.exitCode !== null) throw new Error(`Prometheus ended.\n${complaint}`)
    await sleep(100)
  }
  return {
    pid: child.pid!,
    async range(query, fromMs, toMs) {
      const params = new URLSearchParams({ query, start: String(fromMs / 1000), end: String(toMs / 1000), step: String(SCRAPE_S) })
      const answer = await (await fetch(`http://${address}/api/v1/query_range?${params}`)).json() as Answer
      if (answer.status !== 'success') throw new Error(`${query}: ${answer.error}`)
      return answer.data.result.map(({ metric, values }) =>
        ({ labels: metric, values: values.map(([, value]) => Number(value)).filter((value) => !Number.isNaN(value)) }))
    },
    async stop() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await ended
      await rm(dir, { recursive: true, force: true })
    },
  }
}

interface Answer {
  status: string
  error?: string
  data: { result: { metric: Record<string, string>; values: [number, string][] }[] }
}
