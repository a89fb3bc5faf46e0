import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** The numbers that a citation such as `SPEC 1.1–1.3, 2.4` names. */
function numbersOf(citation: string): string[] {
  return citation.split(', ').flatMap((part) => {
    const [from, to = from] = part.split('–').map((number) => number.split('.').map(Number) as [number, number])
    return Array.from({ length: to![1] - from![1] + 1 }, (_, at) => `${from![0]}.${from![1] + at}`)
  })
}

/** Tests and the suites that they share, but for this one. */
function testFiles(): string[] {
  return ['server', 'domain', 'tests', 'app'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(test|contract)\.tsx?$/.test(file) && !file.endsWith('rules-cited.test.ts'))
      .map((file) => `${folder}/${file}`),
  )
}

it('every numbered rule of the live server is cited by a test, and no test cites one that there is not', () => {
  const rules = [...readFileSync('server/SPEC.md', 'utf8').matchAll(/^(\d+\.\d+) /gm)].map(([, number]) => number!)
  expect(rules.length).toBeGreaterThan(40)
  const number = /\d+\.\d+(?:–\d+\.\d+)?/.source
  // The suites that engines share begin the names of their tests with the numbers.
  const citations = new RegExp(`(?:SPEC |(?:it|describe)\\(')(${number}(?:, ${number})*)`, 'g')
  const cited = new Set(
    testFiles().flatMap((file) => [...readFileSync(file, 'utf8').matchAll(citations)].flatMap(([, citation]) => numbersOf(citation!))),
  )
  expect(rules.filter((rule) => !cited.has(rule))).toEqual([])
  expect([...cited].filter((rule) => !rules.includes(rule))).toEqual([])
})
