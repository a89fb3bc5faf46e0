import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { renderDashboards } from './source/all-dashboards'

/** `npx tsx deploy/grafana/make-dashboards.ts` writes the dashboards anew, from deploy/grafana/source. */
const folder = path.join(import.meta.dirname, 'dashboards')
for (const [name, text] of renderDashboards()) await writeFile(path.join(folder, name), text)
