import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureBuilt } from './build-pages'
import { DeathCount, productBackOff } from './back-off'
import { countLine, failedFiles, failedNames, withSecondRun, type TestReport } from './test-report'

const require = createRequire(import.meta.url)
const oldNodeProblem = require('./boot/old-node.cjs') as (version: string) => string | null
const { isInstalled } = require('./boot/install.cjs') as { isInstalled: (root: string, needsDev: boolean) => boolean }

let root: string
beforeEach(async () => void (root = await mkdtemp(path.join(os.tmpdir(), 'steno-boot-'))))
afterEach(() => rm(root, { recursive: true, force: true }))

describe('an old Node', () => {
  it.each(['20.19.0', '20.20.2', '22.1.0', '100.0.0'])('is not %s', (version) => {
    expect(oldNodeProblem(version)).toBe(null)
  })

  it.each(['0.10.48', '18.20.4', '20.18.3'])('is %s, and one sentence says so', (version) => {
    expect(oldNodeProblem(version)).toBe(
      `Steno needs Node 20.19 or newer, and this is ${version}: install one from https://nodejs.org.`,
    )
  })

  it('can parse the first files of every command', async () => {
    const { parse } = require('acorn') as { parse: (text: string, options: { ecmaVersion: number }) => unknown }
    for (const file of ['boot.cjs', 'boot/old-node.cjs']) {
      const text = await readFile(new URL(file, import.meta.url), 'utf8')
      expect(() => parse(text, { ecmaVersion: 5 }), file).not.toThrow()
    }
    expect(() => parse('const x = 1', { ecmaVersion: 5 })).toThrow()
  })

  it('ends the start with that sentence alone', async () => {
    const script = `Object.defineProperty(process.versions, 'node', { value: '12.0.0' }); require('./start/boot.cjs')`
    const result = await new Promise<[number | string | null | undefined, string]>((resolve) => {
      const cwd = path.join(import.meta.dirname, '..')
      execFile(process.execPath, ['-e', script], { cwd }, (error, _stdout, stderr) => resolve([error?.code, stderr]))
    })
    expect(result).toEqual([
      1,
      'Steno needs Node 20.19 or newer, and this is 12.0.0: install one from https://nodejs.org.\n',
    ])
  })
})

describe('installed packages', () => {
  const wanted = {
    '': { version: '1.0.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/tool': { version: '2.0.0', integrity: 'y', dev: true },
    'node_modules/other-platform': { version: '3.0.0', integrity: 'z', optional: true },
  }
  const has = async (packages: Record<string, unknown>, needsDev = false) => {
    await writeFile(path.join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }))
    await mkdir(path.join(root, 'node_modules'), { recursive: true })
    await writeFile(path.join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages }))
    return isInstalled(root, needsDev)
  }

  it('are stale before anything is there', async () => {
    await writeFile(path.join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }))
    expect(isInstalled(root, false)).toBe(false)
  })

  it('are fresh when npm noted what the lock file names, with or without more', async () => {
    const a = wanted['node_modules/a']
    expect(await has({ 'node_modules/a': a })).toBe(true)
    expect(await has({ 'node_modules/a': a, 'node_modules/extra': { version: '9.0.0' } })).toBe(true)
  })

  it('are stale with another version, other content, or without what development needs', async () => {
    const a = wanted['node_modules/a']
    expect(await has({ 'node_modules/a': { ...a, version: '1.0.1' } })).toBe(false)
    expect(await has({ 'node_modules/a': { ...a, integrity: 'other' } })).toBe(false)
    expect(await has({ 'node_modules/a': a }, true)).toBe(false)
    expect(await has({ 'node_modules/a': a, 'node_modules/tool': wanted['node_modules/tool'] }, true)).toBe(true)
  })

  it('explain a missing lock file in one sentence', () => {
    expect(() => isInstalled(root, false)).toThrow('package-lock.json is missing or damaged: get Steno again.')
  })
})

describe('the build', () => {
  const builds: string[] = []
  const build = (failure: string | null = null) =>
    ensureBuilt(
      root,
      () => undefined,
      async (dir) => (builds.push(dir), failure),
    )
  beforeEach(async () => {
    builds.length = 0
    await mkdir(path.join(root, 'app'))
    await writeFile(path.join(root, 'app', 'a.ts'), 'one')
  })

  it('happens once for the same sources, and again for others', async () => {
    await build()
    await build()
    expect(builds).toHaveLength(1)
    await writeFile(path.join(root, 'app', 'a.test.ts'), 'a test is no part of it')
    await build()
    expect(builds).toHaveLength(1)
    await writeFile(path.join(root, 'app', 'a.ts'), 'two')
    await build()
    expect(builds).toHaveLength(2)
  })

  it('is tried again after it failed, which is told in the builder’s words', async () => {
    await expect(build('x is not defined')).rejects.toThrow('The pages could not be built.\nx is not defined')
    await expect(build('write ENOSPC')).rejects.toThrow('The disk is full')
    await expect(build("EACCES: permission denied, open '/x'")).rejects.toThrow(
      'this user may not write to the folder of Steno: start it once as the owner of that folder',
    )
    await build()
    expect(builds).toHaveLength(4)
  })
})

describe('the last line of npm test', () => {
  const file = (name: string, ...statuses: string[]): TestReport['testResults'][number] => ({
    name,
    status: statuses.includes('failed') || statuses.length === 0 ? 'failed' : 'passed',
    assertionResults: statuses.map((status, at) => ({ status, fullName: `${name} ${at}` })),
  })
  const report = (...testResults: TestReport['testResults']): TestReport => ({ testResults })
  const well = file('a', 'passed', 'passed', 'skipped', 'todo')

  it('counts', () => {
    expect(countLine(report(well), 0)).toBe('2 passed, 0 failed, 2 skipped')
    expect(countLine(report(well, file('b', 'failed', 'passed')), 1)).toBe('3 passed, 1 failed, 2 skipped')
  })

  it('counts a file that could not be loaded', () => {
    expect(countLine(report(well, file('b')), 1)).toBe('2 passed, 1 failed, 2 skipped')
  })

  it('never looks well when the run was not', () => {
    expect(countLine(report(well), 1)).toContain('the run failed outside of the tests')
    expect(countLine(null, 1)).toBe('No result: the tests did not run to their end.')
  })

  it('counts files that were run again as they came out then, and names what failed before', () => {
    const first = report(well, file('b', 'failed', 'passed'), file('c'))
    expect(failedFiles(first)).toEqual(['b', 'c'])
    expect(failedNames(first)).toEqual(['b: b 0', 'c'])
    const second = report(file('b', 'passed', 'passed'), file('c', 'passed', 'failed'))
    expect(countLine(withSecondRun(first, second), 1)).toBe('5 passed, 1 failed, 2 skipped')
  })
})

it('waits longer after each quick death, starts anew after a healthy life, and gives up', () => {
  const deaths = new DeathCount({ firstMs: 100, maxMs: 300, healthyMs: 1000, deathsMax: 5 })
  expect([deaths.next(10), deaths.next(10), deaths.next(10), deaths.next(10)]).toEqual([100, 200, 300, 300])
  expect(deaths.next(5000)).toBe(100)
  expect([1, 2, 3, 4].map(() => deaths.next(10))).toEqual([200, 300, 300, null])
  expect(productBackOff.firstMs).toBeLessThan(productBackOff.maxMs)
})
