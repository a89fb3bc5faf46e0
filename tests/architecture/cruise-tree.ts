import { existsSync } from 'node:fs'
import path from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { rules } from './rules'

const FOLDERS = ['app', 'server', 'worker', 'domain', 'db', 'cli', 'client', 'start', 'tests', 'bench']

/** Follows every import below the folder, and returns each broken rule as `rule: from → to`. */
export async function cruiseTree(root: string): Promise<string[]> {
  const folders = FOLDERS.filter((name) => existsSync(path.join(root, name)))
  const { output } = await cruise(
    folders,
    {
      baseDir: root,
      ruleSet: { forbidden: rules },
      validate: true,
      // Imports of types count.
      tsPreCompilationDeps: true,
      doNotFollow: { path: 'node_modules' },
      enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    },
    { alias: { '~': path.join(root, 'app') } } as Parameters<typeof cruise>[2],
  )
  const { violations } = (output as ICruiseResult).summary
  return violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)
}
