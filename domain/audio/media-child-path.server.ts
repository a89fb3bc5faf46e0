import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const CHILD_PATH = join('domain', 'audio', 'media-child', 'main.ts')

/** Arguments with which Node runs the media child, whatever folder or bundle this module runs from. */
export function mediaChildArgs(): string[] {
  const here = fileURLToPath(import.meta.url)
  // The child has modules only; tsx for both kinds would add a quarter to the time that it takes to start.
  const tsx = pathToFileURL(createRequire(here).resolve('tsx/esm')).href
  return ['--import', tsx, join(projectRoot(here), CHILD_PATH)]
}

/** The web process runs this module from its bundle, so a path relative to the module would miss the child. */
function projectRoot(from: string): string {
  for (let folder = dirname(from); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, CHILD_PATH))) return folder
  }
  throw new Error(`No folder above ${from} has ${CHILD_PATH}`)
}
