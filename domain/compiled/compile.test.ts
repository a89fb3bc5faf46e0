import { execFileSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

const { findCompiled } = createRequire(import.meta.url)('./compile.cjs') as typeof import('./compile.cjs')

let root: string
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'steno-compiled-'))
  await write('main.ts', `import { word } from './word'\nconsole.log(word satisfies string)`)
  await write('word.ts', `export const word = 'one'`)
})
afterEach(() => rm(root, { recursive: true }))

const write = (name: string, text: string) => writeFile(path.join(root, name), text)
const find = () => findCompiled({ root, entry: 'main.ts', folder: 'made' })
const said = (file: string) => execFileSync(process.execPath, [file], { encoding: 'utf8' }).trim()
const isMadeAnew = async (act: () => unknown) => {
  const before = await readFile(path.join(root, 'made/current.json'), 'utf8')
  await act()
  return (await readFile(path.join(root, 'made/current.json'), 'utf8')) !== before
}

it('makes one file of several, once, and again when one of them has changed, beside the one that may still run', async () => {
  const first = find()
  expect(said(first)).toBe('one')
  expect(await isMadeAnew(() => expect(find()).toBe(first))).toBe(false)
  await write('word.ts', `export const word = 'two'`)
  const second = find()
  expect(said(second)).toBe('two')
  expect(await readdir(path.dirname(first))).toEqual(['main.mjs'])
})

it('makes it anew where what was made is gone, or only half the account of it was written', async () => {
  const first = find()
  await rm(path.dirname(first), { recursive: true })
  expect(said(find())).toBe('one')
  await write('made/current.json', '{"main":')
  expect(find()).toBe(first)
})

it('makes it anew where a part of what was made is empty or cut, as a power cut may leave it', async () => {
  const whole = find()
  for (const bytes of [0, 10]) {
    await truncate(whole, bytes)
    expect(said(find())).toBe('one')
  }
})

it('makes it anew where it was made by another compiler, or in another way', async () => {
  find()
  const account = JSON.parse(await readFile(path.join(root, 'made/current.json'), 'utf8')) as object
  await write('made/current.json', JSON.stringify({ ...account, way: 'another version of esbuild' }))
  expect(await isMadeAnew(find)).toBe(true)
  for (const settings of ['tsconfig.json', 'package.json']) {
    await write(settings, '{}')
    expect(await isMadeAnew(find), settings).toBe(true)
    expect(await isMadeAnew(find), settings).toBe(false)
  }
})

it('keeps for a day what was in use until it was made anew, and removes what was before', async () => {
  const states: string[] = []
  for (const word of ['one', 'two', 'three']) {
    await write('word.ts', `export const word = '${word}'`)
    states.push(path.basename(path.dirname(find())))
    for (const state of states.slice(-2)) await utimes(path.join(root, 'made', state), 0, 0)
  }
  expect((await readdir(path.join(root, 'made'))).sort()).toEqual(['current.json', ...states.slice(1)].sort())
})

it('trusts what a package brings without the sources', async () => {
  const first = find()
  for (const name of ['main.ts', 'word.ts']) await rm(path.join(root, name))
  expect(find()).toBe(first)
})

it('throws where the sources are wrong, and where nothing may be written', async () => {
  await write('main.ts', `import './nothing'`)
  expect(find).toThrow('nothing')
  await write('main.ts', 'console.log(1)')
  await write('made', 'a file where the folder should be')
  expect(find).toThrow()
})
