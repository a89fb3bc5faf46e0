import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseConfig } from './config.server'
import { secretNames } from './secret-files.server'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'steno-secret-files-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

function fileWith(text: string): string {
  const file = path.join(dir, `secret-${Math.random()}`)
  writeFileSync(file, text)
  return file
}

/** Secrets that are addresses, with what opens them in them. */
const addresses: Record<string, string> = { DATABASE_URL: 'postgres://db/steno', SENTRY_DSN: 'https://key@sentry.example/1' }

it('takes every secret from a file, without the line break at its end', () => {
  const env = Object.fromEntries(secretNames.map((name) => [
    `${name}_FILE`, fileWith(`${addresses[name] ?? `${name} of at least 32 characters`}\n`),
  ]))
  expect(parseConfig({ ...env, STENO_STORAGE: 's3', S3_BUCKET: 'audio', QDRANT_URL: 'http://qdrant:6333' })).toMatchObject({
    databaseUrl: 'postgres://db/steno',
    secret: 'STENO_SECRET of at least 32 characters',
    storage: {
      credentials: {
        accessKeyId: 'S3_ACCESS_KEY_ID of at least 32 characters',
        secretAccessKey: 'S3_SECRET_ACCESS_KEY of at least 32 characters',
      },
    },
    provider: { apiKey: 'OPENAI_API_KEY of at least 32 characters' },
    search: { qdrant: { apiKey: 'QDRANT_API_KEY of at least 32 characters' } },
  })
})

it('leaves alone what is no secret, and what is blank', () => {
  expect({ ...parseConfig({ STENO_HOST_FILE: '/none', DATABASE_URL_FILE: ' ' }), warnings: [] }).toEqual(parseConfig({}))
})

it.each([
  [() => ({ STENO_SECRET_FILE: '/none' }), /STENO_SECRET_FILE is "\/none", which cannot be read \(ENOENT\), but takes the path/],
  [() => ({ STENO_SECRET_FILE: fileWith(' \n') }), /which is empty/],
  [() => ({ STENO_SECRET: 'x'.repeat(32), STENO_SECRET_FILE: fileWith('y') }), /STENO_SECRET and STENO_SECRET_FILE are both set/],
  [() => ({ STENO_SECRET_FILE: fileWith('hunter2') }), /STENO_SECRET is a text of 7 characters/],
])('refuses what it cannot take, and shows no secret (%#)', (env, problem) => {
  expect(() => parseConfig(env())).toThrow(problem)
  expect(() => parseConfig(env())).not.toThrow(/hunter2/)
})

const readme = new URL('../../README.md', import.meta.url)
it('is described in README.md, for every secret', () => {
  const names = secretNames.map((name) => `\`${name}\``).join(', ')
  expect(readFileSync(readme, 'utf8')).toContain(`Secrets (${names}) may come from files instead`)
})
