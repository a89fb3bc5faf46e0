import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, describe, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { repositoryRoot } from '#tests/support/built-app'
import { renderDashboards } from '../../deploy/grafana/source/all-dashboards'
import { dashboardsFolder, deployedQueries, readAlertRules, rulesFile } from './deployed-queries'

const run = promisify(execFile)
const hasPromtool = existsSync('/usr/bin/promtool')
if (!hasPromtool) console.warn('SKIPPED: what promtool says of alerts and queries, since it is not installed (apt-get install prometheus).')
const prometheus = path.join(repositoryRoot, 'deploy/prometheus')
const casesFile = path.join(prometheus, 'tests/steno.yml')

describe.skipIf(!hasPromtool)('promtool', () => {
  it('accepts configuration and rules, and every case of the alerts', async () => {
    await run('promtool', ['check', 'config', path.join(prometheus, 'prometheus.yml')])
    await run('promtool', ['test', 'rules', casesFile])
  })

  it('can read every query of the dashboards', async () => {
    const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-queries-'))
    const file = path.join(dir, 'queries.yml')
    const rules = (await deployedQueries()).map(({ query }, at) => ({ record: `query:${at}`, expr: query }))
    await writeFile(file, stringify({ groups: [{ name: 'queries', rules }] }))
    await run('promtool', ['check', 'rules', file])
    await rm(dir, { recursive: true })
  })
})

describe('alerts', async () => {
  const rules = await readAlertRules()
  const names = rules.map(({ alert }) => alert)

  it('have a case in which they fire and one in which they do not', async () => {
    const { tests } = parse(await readFile(casesFile, 'utf8')) as { tests: { name: string; alert_rule_test: { alertname: string }[] }[] }
    expect(tests.map(({ name }) => name).sort()).toEqual(names.flatMap((name) => [`${name} fires`, `${name} is silent`]).sort())
  })

  it('have an entry in the runbook, to which they lead', async () => {
    const operations = await readFile(path.join(repositoryRoot, 'docs/operations.md'), 'utf8')
    const entries = [...operations.matchAll(/^#### (Steno\w+)\n\n(.+)/gm)]
    expect(entries.map(([, name]) => name).sort()).toEqual([...names].sort())
    for (const { alert, annotations } of rules) expect(annotations.runbook_url).toBe(`docs/operations.md#${alert.toLowerCase()}`)
    for (const [, name, text] of entries) expect(text!.length, name).toBeGreaterThan(60)
  })

  it('say how bad it is, and what has happened', () => {
    expect(new Set(names).size).toBe(names.length)
    for (const { alert, labels, annotations } of rules) {
      expect(alert === 'StenoWatchdog' ? ['none'] : ['warning', 'critical']).toContain(labels.severity)
      expect(annotations.summary.length).toBeLessThan(100)
      expect(annotations.description).toMatch(/\.$/)
    }
  })
})

describe('dashboards', () => {
  it('are what their source makes (npx tsx deploy/grafana/make-dashboards.ts)', async () => {
    const made = renderDashboards()
    expect((await readdir(dashboardsFolder)).sort()).toEqual([...made.keys()].sort())
    for (const [name, text] of made) expect(await readFile(path.join(dashboardsFolder, name), 'utf8')).toBe(text)
  })

  it('explain every panel', () => {
    for (const [name, text] of renderDashboards()) {
      const { panels } = JSON.parse(text) as { panels: { type: string; title: string; description?: string }[] }
      for (const { type, title, description } of panels) if (type !== 'row') expect(description, `${name}, ${title}`).toMatch(/\.$/)
    }
  })
})

it('the rules file is where Prometheus looks for it', async () => {
  const { rule_files } = parse(await readFile(path.join(prometheus, 'prometheus.yml'), 'utf8')) as { rule_files: string[] }
  expect(rule_files).toEqual(['rules/*.yml'])
  expect(path.dirname(rulesFile)).toBe(path.join(prometheus, 'rules'))
})
