import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const require = createRequire(import.meta.url)

/** Absolute path of a file inside an installed npm package, whatever the package exports; null where it is not there. */
export function getNpmFile(packageName: string, path: string): string | null {
  const folders = require.resolve.paths(packageName) ?? []
  return folders.map((folder) => join(folder, packageName, path)).find((candidate) => existsSync(candidate)) ?? null
}
