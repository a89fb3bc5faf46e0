import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { runMain } from '#domain/lifecycle/run-main.server'
import { ensureBuilt } from './build-pages'
import { repositoryRoot } from './processes'
import { countLine, failedFiles, failedNames, parseTestReport, withSecondRun, type TestReport } from './test-report'

/** With more failing files than this the fault is the code's, not a busy machine's. */
const FILES_AGAIN_MAX = 3

/**
 * `npm test`: builds if stale, runs vitest with the arguments given, and ends with one plain line of counts. In continuous integration
 * a few failing files are run once more, alone: a test that passes then is named as one to mend.
 */
async function main(): Promise<void> {
  await ensureBuilt(repositoryRoot, (line) => console.error(line))
  let run = await runVitest(process.argv.slice(2))
  const failed = run.report ? failedFiles(run.report) : []
  if (process.env.CI && run.code !== 0 && failed.length > 0 && failed.length <= FILES_AGAIN_MAX) {
    const names = failedNames(run.report!)
    console.log(`\nOnce more, alone:\n${failed.join('\n')}`)
    const second = await runVitest(['--maxWorkers=1', ...failed])
    if (second.code === 0) console.log(`\nPassed only the second time, so these are to be mended:\n${names.join('\n')}\n`)
    run = { code: second.code, report: second.report && withSecondRun(run.report!, second.report) }
  }
  console.log(countLine(run.report, run.code))
  process.exit(run.code)
}

async function runVitest(args: string[]): Promise<{ code: number; report: TestReport | null }> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-test-report-'))
  const file = path.join(dir, 'report.json')
  const vitest = path.join(repositoryRoot, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], { cwd: repositoryRoot, stdio: 'inherit' })
  // Ctrl-C reaches vitest too; this process waits for it, so as to tell how far it came.
  const pass = (signal: NodeJS.Signals) => void child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, pass)
  const code = await new Promise<number>((resolve) => child.on('exit', (status) => resolve(status ?? 1)))
  const report = parseTestReport(await readFile(file, 'utf8').catch(() => null))
  await rm(dir, { recursive: true, force: true })
  return { code, report }
}

runMain(main)
