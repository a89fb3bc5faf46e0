'use strict'
const { spawn } = require('node:child_process')
const { mkdtempSync, readFileSync, rmSync } = require('node:fs')
const os = require('node:os')
const path = require('node:path')

/**
 * Runs vitest, and ends with one plain line of counts that is true to its result.
 * @param {string} root
 * @param {string[]} args handed on to vitest
 */
async function runTests(root, args) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'steno-test-report-'))
  const report = path.join(dir, 'report.json')
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'test' },
    stdio: 'inherit',
  })
  // Ctrl-C reaches vitest too; this process waits for it, so as to tell how far it came.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  const code = await new Promise((resolve) => child.on('exit', (status) => resolve(status ?? 1)))
  const line = countLine(report, code)
  rmSync(dir, { recursive: true, force: true })
  console.log(line)
  process.exit(code)
}

/** `N passed, N failed, N skipped`; a file that could not even be loaded counts as one failure. */
function countLine(report, code) {
  let result
  try {
    result = JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    return 'No result: the tests did not run to their end.'
  }
  const broken = result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length
  const failed = result.numFailedTests + broken
  const skipped = result.numPendingTests + result.numTodoTests
  const line = `${result.numPassedTests} passed, ${failed} failed, ${skipped} skipped`
  return code !== 0 && failed === 0 ? `${line}; the run failed outside of the tests, see above` : line
}

module.exports = { runTests, countLine }
