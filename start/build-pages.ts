import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#domain/errors/app-error'
import remixOptions from '../remix.config.js'

/** Whatever the bundle may contain, or be shaped by. */
const INPUTS = [
  'app',
  'domain',
  'db',
  'public',
  'package-lock.json',
  'remix.config.js',
  'tsconfig.json',
  'vite.config.ts',
]

async function* filesBelow(file: string): AsyncGenerator<string> {
  const found = await stat(file).catch(() => null)
  if (!found) return
  if (!found.isDirectory()) return yield file
  for (const name of (await readdir(file)).sort()) {
    if (!/\.test\.tsx?$/.test(name)) yield* filesBelow(path.join(file, name))
  }
}

/** A hash of all that the build reads; file times do not count, since a checkout changes them. */
export async function hashInputs(root: string): Promise<string> {
  const hash = createHash('sha256')
  for (const input of INPUTS) {
    for await (const file of filesBelow(path.join(root, input))) {
      hash
        .update(path.relative(root, file) + '\0')
        .update(await readFile(file))
        .update('\0')
    }
  }
  return hash.digest('hex')
}

/** Runs Remix's build. Resolves to its output where it failed, else to null. */
export function buildWithRemix(root: string): Promise<string | null> {
  return new Promise((resolve) => {
    const remix = path.join(root, 'node_modules', '@remix-run', 'dev', 'dist', 'cli.js')
    const child = spawn(process.execPath, [remix, 'vite:build'], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code) => resolve(code === 0 ? null : output))
  })
}

/**
 * Builds the pages, unless the build is of these very sources. Throws AppError `config_invalid` with the builder's
 * words.
 *
 * @param say told before a build, which takes a while
 */
export async function ensureBuilt(
  root: string,
  say: (line: string) => void,
  build: (root: string) => Promise<string | null> = buildWithRemix,
): Promise<void> {
  const stamp = path.join(root, remixOptions.buildDirectory, '.stamp')
  const hash = await hashInputs(root)
  if ((await readFile(stamp, 'utf8').catch(() => '')) === hash) return
  say('Building the pages …')
  await rm(stamp, { force: true })
  const failure = await build(root)
  if (failure !== null) throw buildError(failure)
  await mkdir(path.dirname(stamp), { recursive: true })
  await writeFile(stamp, hash)
}

function buildError(output: string): AppError {
  if (output.includes('ENOSPC')) {
    return new AppError(
      'storage_full',
      'The disk is full, so the pages could not be built: free some room, and start again.',
    )
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return new AppError(
      'config_invalid',
      'The pages could not be built, since this user may not write to the folder of Steno: start it once as the owner ' +
        'of that folder, or give this user write permission.',
    )
  }
  // Vite appends every file that it has looked at.
  const words = output
    .replace(/\n\s*watchFiles: \[[\s\S]*$/, '')
    .trim()
    .split('\n')
    .slice(-30)
    .join('\n')
  return new AppError('config_invalid', `The pages could not be built.\n${words}`)
}
