import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { expect, it } from 'vitest'
import remixOptions from '../../remix.config.js'
import { compiledFile } from './compiled-entry.server'

const root = join(import.meta.dirname, '../..')
const entry = join(root, 'domain/errors/app-error.ts')

it('is there again for a process that runs when what was made is removed beneath it', async () => {
  const first = compiledFile(entry)
  expect(first && existsSync(first)).toBe(true)
  await rm(join(root, 'build/compiled/domain/errors/app-error'), { recursive: true })
  const second = compiledFile(entry)
  expect(second && existsSync(second)).toBe(true)
})

it('is not where the build of the pages empties its folder', () => {
  expect(relative(join(root, remixOptions.buildDirectory), compiledFile(entry)!)).toMatch(/^\.\./)
})
