import { readdir } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import path from 'node:path'
import type { Step } from './step'

const folder = path.join(import.meta.dirname, '../steps')

/** The steps that lie in worker/steps. Throws where a file of that folder declares none, or two have one id. */
export async function findSteps(): Promise<readonly Step[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort()
  const steps = await Promise.all(names.map((name) => load(path.join(folder, name))))
  const ids = steps.map(({ id }) => id)
  const twice = ids.find((id, at) => ids.indexOf(id) !== at)
  if (twice) throw new Error(`Two steps have the id "${twice}".`)
  return steps
}

async function load(file: string): Promise<Step> {
  const found = Object.values((await import(pathToFileURL(file).href)) as Record<string, unknown>).filter(isStep)
  if (found.length !== 1) throw new Error(`${path.basename(file)} must declare one step, and declares ${found.length}.`)
  return found[0]!
}

const isStep = (value: unknown): value is Step =>
  typeof value === 'object' && value !== null && 'id' in value && 'inputs' in value && 'run' in value
