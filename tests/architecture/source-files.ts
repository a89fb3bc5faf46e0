import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

export interface SourceFile {
  /** Relative to the repository, with `/`. */
  path: string
  text: string
}

const FOLDERS = ['app', 'server', 'worker', 'domain', 'db', 'cli', 'client', 'start', 'tests', 'bench']

/** Every TypeScript file of the house, tests included. */
export async function readSources(root: string): Promise<SourceFile[]> {
  const lists = await Promise.all(
    FOLDERS.map(async (folder) => {
      const names = await readdir(path.join(root, folder), { recursive: true }).catch(() => [])
      return names.filter((name) => /(?<!\.d)\.tsx?$/.test(name)).map((name) => path.posix.join(folder, name))
    }),
  )
  return Promise.all(
    lists.flat().map(async (file) => ({ path: file, text: await readFile(path.join(root, file), 'utf8') })),
  )
}

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1')

/** Files that read the environment without being entry points, which hand options on instead. */
export function environmentReaders(files: readonly SourceFile[]): string[] {
  const isEntry = (file: string) =>
    /(^|\/)main\.ts$/.test(file) || /^(cli|start|bench|tests)\//.test(file) || /\.test\.tsx?$/.test(file)
  return files
    .filter((file) => !isEntry(file.path) && /process\.env\b/.test(withoutComments(file.text)))
    .map((file) => file.path)
}

/** Files that only pass on what others export: they hide where things are, and tie everything to everything. */
export function barrels(files: readonly SourceFile[]): string[] {
  const passesOn = /^export\s+(type\s+)?(\*|\{[^}]*\})(\s+as\s+\w+)?\s+from\s+['"][^'"]+['"];?$/
  return files
    .filter(({ text }) => {
      const statements = withoutComments(text).replace(/\{[^}]*\}/g, (braces) => braces.replace(/\s+/g, ' '))
      const lines = statements
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean)
      return lines.length > 0 && lines.every((line) => passesOn.test(line))
    })
    .map((file) => file.path)
}

/** File names that are not in kebab case; routes are named as Remix wants them. */
export function oddNames(files: readonly SourceFile[]): string[] {
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/
  return files
    .map((file) => file.path)
    .filter(
      (file) =>
        !file.startsWith('app/routes/') && !file.startsWith('app/messages/') && !kebab.test(path.basename(file)),
    )
}

/** Lines of the file that is longer than `share` of all files. */
export function lineQuantile(files: readonly SourceFile[], share: number): number {
  const lengths = files.map((file) => file.text.split('\n').length - 1).sort((a, b) => a - b)
  return lengths[Math.min(Math.floor(lengths.length * share), lengths.length - 1)] ?? 0
}
