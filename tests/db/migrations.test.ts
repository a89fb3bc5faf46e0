import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'

const folder = path.join(import.meta.dirname, '../../db/migrations')

/** The rule holds from this one on. */
const FIRST = '0013'

/**
 * What the copies of Steno from before a migration cannot live with: docs/decisions/0021-upgrades-side-by-side.md. A migration that
 * removes what no copy still uses says so on a line of its own: `-- contract: why nothing uses it any more`.
 */
const breaking = [
  /\bdrop\s+(table|column|view|schema|type)\b/i, /\brename\s+(to|column)\b/i, /\balter\s+column\s+\S+\s+(set\s+data\s+)?type\b/i,
  /\bset\s+not\s+null\b/i, /\badd\s+column\b(?![^;]*\bdefault\b)[^;]*\bnot\s+null\b/i, /\btruncate\b/i, /\bdelete\s+from\b/i,
]
const marker = /^--\s*contract:\s*\S.{10,}$/m

/** What of a migration breaks copies from before it, as far as it does not say why it may. */
const findBreaks = (text: string): string[] => {
  if (marker.test(text)) return []
  const statements = text.replace(/--.*$/gm, '').split(';')
  return statements.filter((statement) => breaking.some((pattern) => pattern.test(statement))).map((statement) => statement.trim())
}

it('no migration breaks the copies from before it, unless it says why it may', async () => {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql') && name >= FIRST).sort()
  expect(names.length).toBeGreaterThan(0)
  const found: Record<string, string[]> = {}
  for (const name of names) {
    const breaks = findBreaks(await readFile(path.join(folder, name), 'utf8'))
    if (breaks.length > 0) found[name] = breaks
  }
  expect(found).toEqual({})
})

it.each([
  'ALTER TABLE "users" DROP COLUMN "email";', 'DROP TABLE "users";', 'ALTER TABLE "a" RENAME COLUMN "b" TO "c";', 'ALTER TABLE "a" RENAME TO "b";',
  'ALTER TABLE "a" ALTER COLUMN "b" SET DATA TYPE bigint;', 'ALTER TABLE "a" ALTER COLUMN "b" SET NOT NULL;',
  'ALTER TABLE "a" ADD COLUMN "b" integer NOT NULL;', 'TRUNCATE a;', 'delete from a;',
])('finds what breaks: %s', (statement) => {
  expect(findBreaks(`CREATE TABLE "x" ();--> statement-breakpoint\n${statement}`)).toHaveLength(1)
  expect(findBreaks(`-- contract: nothing has read it since 1.4\n${statement}`)).toEqual([])
})

it.each([
  'ALTER TABLE "a" ADD COLUMN "b" integer;', 'ALTER TABLE "a" ADD COLUMN "b" integer DEFAULT 0 NOT NULL;', 'CREATE INDEX "i" ON "a" ("b");',
  'CREATE TABLE "a" ("b" integer NOT NULL);', 'ALTER TABLE "a" DROP CONSTRAINT "c";',
])('lets pass what only adds: %s', (statement) => expect(findBreaks(statement)).toEqual([]))
