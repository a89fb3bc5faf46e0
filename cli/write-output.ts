import { mkdir, rename, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { UsageError } from './usage-error'

/** Gives the path that a file's transcript goes to; throws UsageError where several would go to the same one. */
export async function planOutputs(
  files: readonly string[],
  output: string,
  extension: string,
): Promise<Map<string, string>> {
  const isFolder = files.length > 1 || /[\\/]$/.test(output) || ((await stat(output).catch(() => null))?.isDirectory() ?? false)
  if (!isFolder) return new Map([[files[0]!, output]])
  const plan = new Map(files.map((file) => [file, join(output, `${basename(file, extname(file))}.${extension}`)]))
  const taken = new Map<string, string>()
  for (const [file, path] of plan) {
    const other = taken.get(path)
    if (other) throw new UsageError(`${other} and ${file} would both be written to ${path}.`)
    taken.set(path, file)
  }
  return plan
}

/** Writes the whole file or nothing. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = `${path}.${process.pid}.part`
  await writeFile(draft, text)
  await rename(draft, path)
}

/** Writes to stdout and waits until it is taken; rejects with EPIPE when the reader has gone. */
export function writeStdout(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()))
  })
}
