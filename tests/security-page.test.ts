import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const page = readFileSync('docs/security.md', 'utf8')
const cited = [...page.matchAll(/`((?:app|domain|server|start|tests|worker|db|cli)\/[\w./-]+\.tsx?)` “([^”]+)”/g)]
  .map(([, file, name]) => ({ file: file!, name: name! }))
  // The page's own test is named in a sentence of it.
  .filter(({ file }) => file !== 'tests/security-page.test.ts')

describe('the page on security', () => {
  it('names a test for every control', () => {
    const rows = page.split('\n').filter((line) => /^\| (?!ASVS|what happens)/.test(line))
    expect(rows.length).toBeGreaterThan(40)
    for (const row of rows) expect(row).toMatch(/`[\w./-]+\.ts` “/)
    expect((page.match(/`[\w./-]+\.test\.ts`/g) ?? []).length).toBe(cited.filter(({ file }) => file.endsWith('.test.ts')).length + 1)
  })

  it.each(cited)('names what $file holds: $name', ({ file, name }) => {
    expect(existsSync(file)).toBe(true)
    const source = readFileSync(file, 'utf8').replaceAll("\\'", "'")
    expect(source).toContain(name)
  })
})
