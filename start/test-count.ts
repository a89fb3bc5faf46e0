interface JsonReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/**
 * `N passed, N failed, N skipped`, true to vitest's result: a file that could not even be loaded counts as one failure.
 *
 * @param report text of vitest's JSON report, null if there is none
 * @param code vitest's exit code
 */
export function countLine(report: string | null, code: number): string {
  if (report === null) return 'No result: the tests did not run to their end.'
  const result = JSON.parse(report) as JsonReport
  const broken = result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  const failed = result.numFailedTests + broken.length
  const line = `${result.numPassedTests} passed, ${failed} failed, ${
    result.numPendingTests + result.numTodoTests
  } skipped`
  return code !== 0 && failed === 0 ? `${line}; the run failed outside of the tests, see above` : line
}
