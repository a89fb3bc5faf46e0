import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#domain/errors/app-error'
import { moonshineTiny, sileroVad } from './builtin-models'
import type { InstalledModel, ModelFile } from './catalogue-entry'
import { makeMoonshineTokens } from './moonshine-tokens.server'
import { getNpmFile } from './npm-file.server'

/** The built-in model, usable at once; its token table is made in the folder the first time. */
export async function installMoonshineTiny(cacheDir: string): Promise<InstalledModel> {
  const { files } = moonshineTiny
  const paths = await Promise.all(files.map(async (file) => [file.name, await pathOf(file, cacheDir)] as const))
  return { entry: moonshineTiny, paths: Object.fromEntries(paths) }
}

/** Absolute path of the Silero model in its npm package. */
export function requireSileroVad(): string {
  return requireNpmFile(sileroVad.package, sileroVad.path)
}

function pathOf(file: ModelFile, cacheDir: string): string | Promise<string> {
  if (file.source.from === 'npm') return requireNpmFile(file.source.package, file.source.path)
  return makeTokens(file, cacheDir)
}

/** The table in its folder, made anew where it is missing or not what it should be. */
async function makeTokens(file: ModelFile, cacheDir: string): Promise<string> {
  const path = join(cacheDir, `${moonshineTiny.id}.${file.name}`)
  const present = await readFile(path).catch(() => null)
  if (present && sha256(present) === file.sha256) return path
  const tokens = makeMoonshineTokens()
  if (sha256(tokens) !== file.sha256) {
    throw new AppError('model_not_installed', 'The built-in model does not fit its tokenizer. Run npm ci.')
  }
  await mkdir(cacheDir, { recursive: true })
  // All who ask at once, in one process or in several, write files of their own; the last one to rename it wins with the
  // same content.
  const draft = `${path}.${randomUUID()}.tmp`
  await writeFile(draft, tokens)
  await rename(draft, path)
  return path
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

function requireNpmFile(packageName: string, path: string): string {
  const file = getNpmFile(packageName, path)
  if (file) return file
  throw new AppError('model_not_installed', `The npm package ${packageName} is not installed completely. Run npm ci.`)
}
