import { mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { installMoonshineTiny } from './builtin-install.server'

it('makes the table of tokens for many who ask at once, and leaves nothing else behind', async () => {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-models-'))
  const installed = await Promise.all(Array.from({ length: 8 }, () => installMoonshineTiny(dir)))
  for (const { paths } of installed) expect(paths).toEqual(installed[0]!.paths)
  expect(await readdir(dir)).toEqual(['moonshine-tiny-en.tokens.txt'])
  await rm(dir, { recursive: true })
})
