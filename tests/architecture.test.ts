import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { cruiseTree } from './architecture/cruise-tree'
import { rules } from './architecture/rules'
import { barrels, environmentReaders, lineQuantile, oddNames, readSources } from './architecture/source-files'

const root = path.join(import.meta.dirname, '..')

/**
 * One breach of each rule, `from` and what stands in it; what it imports exists, so that nothing but the rule is
 * broken.
 */
const breaches: Record<string, [from: string, text: string]> = {
  'no-cycle': ['domain/cycle/one.ts', `import type { Two } from './two'\nexport type One = Two | 1`],
  resolvable: ['domain/x/lost.ts', `export { y } from '#domain/not/there'`],
  'app-alone': ['app/features/x/a.ts', `export { value } from '../../../worker/value'`],
  'server-alone': ['server/a.ts', `export { value } from '../worker/value'`],
  'worker-alone': ['worker/a.ts', `export { value } from '../app/value'`],
  'cli-and-start-below-none': ['cli/a.ts', `export { value } from '../worker/value'`],
  'client-alone': ['client/a.ts', `export type { Value } from '../domain/value'`],
  'client-runs-anywhere': ['client/b.ts', `export { join } from 'node:path'`],
  'remote-without-a-server': ['cli/remote/a.ts', `export { value } from '#domain/x/value.server'`],
  'domain-below-processes': ['domain/x/a.ts', `export type { Value } from '../../worker/value'`],
  'db-below-domain': ['db/a.ts', `export { value } from '#domain/value'`],
  'errors-and-limits-are-leaves': ['domain/errors/a.ts', `export { value } from '../value'`],
  'ui-knows-nothing-above': ['app/ui/a.ts', `export { value } from '~/features/value'`],
  'web-below-features': ['app/web/a.ts', `export { value } from '~/features/value'`],
  'api-beside-pages': ['app/api/a.ts', `export { value } from '../features/value'`],
  'features-below-routes': ['app/features/b.ts', `export { value } from '../routes/value'`],
  'no-pages-in-the-domain': ['domain/x/b.ts', `export { useState } from 'react'`],
  'uws-only-in-socket': ['server/session/a.ts', `export { App } from 'uWebSockets.js'`],
  'sherpa-only-in-threads': ['domain/x/c.server.ts', `export { Vad } from 'sherpa-onnx-node'`],
  'av-only-in-the-child': ['worker/b.ts', `export { Demuxer } from 'node-av'`],
  'node-in-server-files': ['domain/x/d.ts', `export { join } from 'node:path'`],
  'server-packages-in-server-files': ['domain/x/e.ts', `export { Client } from 'pg'`],
  'server-files-behind-server-files': ['domain/x/f.ts', `export { value } from './value.server'`],
  'no-dev-packages': ['worker/c.ts', `export { chromium } from 'playwright-core'`],
}

const VALUE = `export const value = 1\nexport type Value = 1\n`
const innocent: Record<string, string> = {
  'domain/cycle/two.ts': `import type { One } from './one'\nexport type Two = One | 2\n`,
  ...Object.fromEntries(
    [
      'worker/value.ts',
      'app/value.ts',
      'app/features/value.ts',
      'app/routes/value.ts',
      'domain/value.ts',
      'domain/x/value.server.ts',
    ].map((file) => [file, VALUE]),
  ),
  'domain/recognition/threads/fine.ts': `import 'node:path'\nexport { Vad } from 'sherpa-onnx-node'\n`,
  'domain/audio/media-child/fine.ts': `export { Demuxer } from 'node-av'\n`,
  'server/socket/fine.ts': `export { App } from 'uWebSockets.js'\n`,
  'db/fine.server.ts': `import { value } from '#domain/errors/value'\nimport pg from 'pg'\nexport { value, pg }\n`,
  'domain/errors/value.ts': VALUE,
  'domain/x/fine.test.ts': `import 'node:path'\nexport { chromium } from 'playwright-core'\n`,
}

async function makeTree(files: Record<string, string>): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-architecture-'))
  const manifest = {
    type: 'module',
    imports: { '#domain/*': './domain/*.ts', '#db/*': './db/*.ts' },
    dependencies: { pg: '*', react: '*', 'node-av': '*', 'sherpa-onnx-node': '*', 'uWebSockets.js': '*' },
    devDependencies: { 'playwright-core': '*' },
  }
  await writeFile(path.join(dir, 'package.json'), JSON.stringify(manifest))
  await symlink(path.join(root, 'node_modules'), path.join(dir, 'node_modules'))
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(dir, file)), { recursive: true })
    await writeFile(path.join(dir, file), text)
  }
  return dir
}

describe('who imports whom', () => {
  it('follows the rules of the house', async () => {
    expect(await cruiseTree(root)).toEqual([])
  })

  it('is judged by rules that each find their breach, and nothing else', async () => {
    expect(Object.keys(breaches)).toEqual(rules.map(({ name }) => name))
    const bad = Object.fromEntries(Object.values(breaches))
    const dir = await makeTree({ ...innocent, ...bad })
    const found = (await cruiseTree(dir)).map((line) => line.split(' → ')[0])
    await rm(dir, { recursive: true })
    for (const [name, [from]] of Object.entries(breaches)) expect(found).toContain(`${name}: ${from}`)
    const guilty = new Set([...Object.keys(bad), 'domain/cycle/two.ts'])
    const blamed = found.filter((line) => !guilty.has(line?.split(': ')[1] ?? ''))
    expect(blamed).toEqual([])
  })
})

describe('files', async () => {
  const sources = await readSources(root)
  const file = (name: string, text: string) => ({ path: name, text })

  it('read the environment in entry points only', () => {
    expect(environmentReaders(sources)).toEqual([])
    const reads = 'const x = process.env.X'
    expect(
      environmentReaders([
        file('domain/a.ts', reads),
        file('worker/main.ts', reads),
        file('cli/a.ts', reads),
        file('domain/b.ts', `// ${reads}`),
      ]),
    ).toEqual(['domain/a.ts'])
  })

  it('are no barrels', () => {
    expect(barrels(sources)).toEqual([])
    const several = `/** All. */\nexport * from './a'\nexport {\n  b,\n  type C,\n} from './b'\n`
    expect(barrels([file('a/index.ts', several), file('a/b.ts', `${several}export const own = 1\n`)])).toEqual([
      'a/index.ts',
    ])
  })

  it('are named in kebab case', () => {
    expect(oddNames(sources)).toEqual([])
    expect(
      oddNames([
        file('app/ui/MyButton.tsx', ''),
        file('app/ui/my-button.tsx', ''),
        file('domain/a/b.server.test.ts', ''),
      ]),
    ).toEqual(['app/ui/MyButton.tsx'])
  })

  it('are small: the median below 100 lines, nine of ten below 250', () => {
    expect(sources.length).toBeGreaterThan(100)
    expect(lineQuantile(sources, 0.5)).toBeLessThan(100)
    expect(lineQuantile(sources, 0.9)).toBeLessThan(250)
    const long = Array.from({ length: 10 }, (_, index) => file('a.ts', '\n'.repeat(index < 8 ? 50 : 300)))
    expect([lineQuantile(long, 0.5), lineQuantile(long, 0.9)]).toEqual([50, 300])
  })
})
