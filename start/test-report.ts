/** What is looked at of vitest's JSON report. */
export interface TestReport {
  testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[]
}

/** Null where there is no report: the tests did not run to their end. */
export function parseTestReport(text: string | null): TestReport | null {
  return text === null ? null : (JSON.parse(text) as TestReport)
}

/** Paths of the files of which a test failed, or which could not even be loaded. */
export function failedFiles(report: TestReport): string[] {
  return report.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name)
}

/** The report of a run of which some files were run once more: what they came to then takes the place of what they did first. */
export function withSecondRun(first: TestReport, second: TestReport): TestReport {
  const again = new Set(second.testResults.map(({ name }) => name))
  return { testResults: [...first.testResults.filter(({ name }) => !again.has(name)), ...second.testResults] }
}

/**
 * `N passed, N failed, N skipped`, true to vitest's result: a file that could not even be loaded counts as one failure.
 *
 * @param code vitest's exit code
 */
export function countLine(report: TestReport | null, code: number): string {
  if (report === null) return 'No result: the tests did not run to their end.'
  const all = report.testResults.flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status))
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  const passed = all.filter((status) => status === 'passed').length
  const failed = all.filter((status) => status === 'failed').length
  const line = `${passed} passed, ${failed + broken.length} failed, ${all.length - passed - failed} skipped`
  return code !== 0 && failed + broken.length === 0 ? `${line}; the run failed outside of the tests, see above` : line
}

/** Names of the tests that failed, or of the files that could not be loaded. */
export function failedNames(report: TestReport): string[] {
  return report.testResults.filter(({ status }) => status === 'failed').flatMap(({ name, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => `${name}: ${fullName}`)
    return tests.length > 0 ? tests : [name]
  })
}
