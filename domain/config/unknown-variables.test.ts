import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { repositoryRoot } from '#tests/support/built-app'
import { parseConfig } from './config.server'
import { findUnknownVariables } from './unknown-variables.server'

const text = /\.(ts|cjs|mjs|md|ya?ml|env|sh|service|conf)$|^Dockerfile/

it.each([
  ['STENO_REGISTRATON', 'STENO_REGISTRATION'],
  ['STENO_WEBPORT', 'STENO_WEB_PORT'],
  ['STENO_TRUSTED_PROXY', 'STENO_TRUST_PROXY'],
  ['STENO_SECRETS_FILE', 'STENO_SECRET_FILE'],
])('warns of %s, which resembles %s', (name, meant) => {
  const { warnings } = parseConfig({ [name]: 'a value' })
  expect(warnings).toEqual([expect.stringMatching(new RegExp(`^${name} .* ${meant}\\.$`))])
  expect(warnings.join()).not.toContain('a value')
})

it('says nothing of what is unset, nor of what other programs read', () => {
  expect(findUnknownVariables({ STENO_REGISTRATON: ' ', STENOGRAPHER: 'x', PATH: '/bin', S3_BUKET: 'x' })).toEqual([])
})

it('knows every variable that anything in the repository reads or speaks of', () => {
  const folders = ['deploy', 'docs', 'cli', 'start', 'bench', 'tests', '.github'].flatMap((folder) =>
    readdirSync(path.join(repositoryRoot, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts') && text.test(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name)))
  const files = [...folders, ...['README.md', 'Caddyfile', 'docker-compose.yml'].map((name) => path.join(repositoryRoot, name))]
  const said = files.map((file) => readFileSync(file, 'utf8')).join('\n')
  const names = new Set(said.match(/\bSTENO_[A-Z0-9_]*[A-Z0-9]\b/g))
  expect(names.size).toBeGreaterThan(40)
  expect(findUnknownVariables(Object.fromEntries([...names].map((name) => [name, 'x'])))).toEqual([])
})
