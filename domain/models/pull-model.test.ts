import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, readdir, stat, writeFile, mkdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { catalogueEntrySchema, type CatalogueEntry } from './catalogue-entry'
import { findModels } from './find-models.server'
import { pullModel } from './pull-model.server'

const content = { 'model.onnx': randomBytes(300_000), 'tokens.txt': Buffer.from('a 0\n') }
type Name = keyof typeof content

let server: Server
let dir: string
let ranges: (string | undefined)[]
/** Bytes after which the server hangs up, once. */
let cutAfter: number | null

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steno-pull-'))
  ranges = []
  cutAfter = null
  server = createServer((request, response) => {
    const body = content[request.url!.slice(1) as Name]
    if (!body) return response.writeHead(404).end()
    const { range } = request.headers
    ranges.push(range)
    const start = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0)
    response.writeHead(range ? 206 : 200, { 'content-length': body.length - start })
    if (cutAfter === null) return response.end(body.subarray(start))
    response.write(body.subarray(start, cutAfter), () => setTimeout(() => response.destroy(), 50))
    cutAfter = null
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => new Promise((resolve) => server.close(resolve)))

function makeEntry(hashes: Partial<Record<Name, string>> = {}, names = Object.keys(content)): CatalogueEntry {
  const { port } = server.address() as AddressInfo
  return catalogueEntrySchema.parse({
    id: 'pulled',
    title: 'Pulled',
    languages: ['en'],
    kind: 'offline',
    engine: { type: 'nemoCtc', model: names[0], tokens: names[1] },
    files: names.map((name) => ({
      name,
      source: { from: 'url', url: `http://127.0.0.1:${port}/${name}` },
      sha256: hashes[name as Name] ?? null,
    })),
    licence: 'MIT',
    gives: { wordTimes: false, confidence: false, punctuation: false, streaming: false },
  })
}

const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex')
const found = async () => (await findModels({ dirs: [dir], cacheDir: join(dir, 'cache') })).map(({ entry }) => entry.id)

it('downloads, pins what the catalogue has no hash for, and can be found', async () => {
  const pinned: string[] = []
  const folder = await pullModel(makeEntry({ 'model.onnx': sha256(content['model.onnx']) }), {
    dir,
    onPinned: (file) => pinned.push(file),
  })
  expect(pinned).toEqual(['tokens.txt'])
  expect(await readFile(join(folder, 'model.onnx'))).toEqual(content['model.onnx'])
  const kept = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'))
  expect(kept.files[1].sha256).toBe(sha256(content['tokens.txt']))
  expect(await found()).toEqual(['pulled', 'moonshine-tiny-en'])
})

it('goes on where it was cut off, and cannot be found before', async () => {
  cutAfter = 100_000
  await expect(pullModel(makeEntry(), { dir })).rejects.toMatchObject({ code: 'storage_unavailable' })
  expect(await found()).toEqual(['moonshine-tiny-en'])
  const { size } = await stat(join(dir, 'pulled.part', 'model.onnx.part'))
  expect(size).toBeGreaterThan(0)
  const folder = await pullModel(makeEntry(), { dir })
  expect(ranges[1]).toBe(`bytes=${size}-`)
  expect(await readFile(join(folder, 'model.onnx'))).toEqual(content['model.onnx'])
  expect(await readdir(dir)).not.toContain('pulled.part')
})

it('refuses and deletes what has another hash', async () => {
  await expect(pullModel(makeEntry({ 'model.onnx': '0'.repeat(64) }), { dir })).rejects.toMatchObject({
    code: 'object_corrupt',
  })
  expect(await readdir(join(dir, 'pulled.part'))).toEqual([])
})

it('says so when the file is not there, or the user has had enough', async () => {
  await expect(pullModel(makeEntry({}, ['gone.onnx', 'tokens.txt']), { dir })).rejects.toThrow(/answered 404/)
  const signal = AbortSignal.abort(new Error('enough'))
  await expect(pullModel(makeEntry(), { dir, signal })).rejects.toThrow('enough')
})

it('passes over folders that are no models, and says which and why', async () => {
  await mkdir(join(dir, 'odd'))
  await writeFile(join(dir, 'odd', 'model.json'), '{"id": 1}')
  await mkdir(join(dir, 'bare'))
  await writeFile(join(dir, 'bare', 'model.json'), JSON.stringify(makeEntry()))
  const problems: string[] = []
  const onProblem = (folder: string, problem: string) => problems.push(`${folder.slice(dir.length)} ${problem}`)
  const models = await findModels({ dirs: [join(dir, 'none'), dir], cacheDir: join(dir, 'cache'), onProblem })
  expect(models.map(({ entry }) => entry.id)).toEqual(['moonshine-tiny-en'])
  expect(problems[0]).toBe('/bare The file model.onnx is missing.')
  expect(problems[1]).toMatch(/^\/odd /)
})
