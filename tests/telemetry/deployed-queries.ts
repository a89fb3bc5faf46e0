import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'yaml'
import { repositoryRoot } from '#tests/support/built-app'

export interface DeployedQuery {
  /** Which alert or panel asks. */
  where: string
  query: string
}

export interface AlertRule {
  alert: string
  expr: string
  /** Without it the alert fires at once. */
  for?: string
  labels: { severity: string }
  annotations: { summary: string; description: string; runbook_url: string }
}

export const rulesFile = path.join(repositoryRoot, 'deploy/prometheus/rules/steno.yml')
export const dashboardsFolder = path.join(repositoryRoot, 'deploy/grafana/dashboards')

export async function readAlertRules(): Promise<AlertRule[]> {
  const { groups } = parse(await readFile(rulesFile, 'utf8')) as { groups: { rules: AlertRule[] }[] }
  return groups.flatMap(({ rules }) => rules)
}

/** Every query of the dashboards and of the alerts that come with Steno, with Grafana's own intervals filled in. */
export async function deployedQueries(): Promise<DeployedQuery[]> {
  const files = (await readdir(dashboardsFolder)).filter((name) => name.endsWith('.json'))
  const ofPanels = await Promise.all(files.map(async (name) => {
    const { panels } = JSON.parse(await readFile(path.join(dashboardsFolder, name), 'utf8')) as {
      panels: { title: string; targets?: { expr: string }[] }[]
    }
    return panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({ where: `${name}, ${title}`, query: expr.replaceAll('$__rate_interval', '5m') })))
  }))
  const rules = await readAlertRules()
  return [...ofPanels.flat(), ...rules.map(({ alert, expr }) => ({ where: alert, query: expr }))]
}
