import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { runMain } from '#domain/lifecycle/run-main.server'
import { ensureBuilt } from './build-pages'
import { repositoryRoot } from './processes'
import { countLine } from './test-count'

/** `npm test`: builds if stale, runs vitest with the arguments given, and ends with one plain line of counts. */
async function main(): Promise<void> {
  await ensureBuilt(repositoryRoot, (line) => console.error(line))
  const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-test-report-'))
  const report = path.join(dir, 'report.json')
  const vitest = path.join(repositoryRoot, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...process.argv.slice(2)], {
    cwd: repositoryRoot,
    stdio: 'inherit',
  })
  // Ctrl-C reaches vitest too; this process waits for it, so as to tell how far it came.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  const code = await new Promise<number>((resolve) => child.on('exit', (status) => resolve(status ?? 1)))
  const text = await readFile(report, 'utf8').catch(() => null)
  await rm(dir, { recursive: true, force: true })
  console.log(countLine(text, code))
  process.exit(code)
}

runMain(main)
