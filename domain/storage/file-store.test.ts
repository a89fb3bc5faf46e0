import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collect, inChunks, someBytes } from '#tests/support/chunks'
import { makeFileStore } from './file-store.server'
import { frameBytes, sealedFrameBytes } from './sealed-frames.server'
import { headerBytes } from './sealed-header.server'

const masterKeys = { current: Buffer.alloc(32, 1), previous: [] }
const corrupt = { code: 'object_corrupt', status: 500 }
let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'steno-file-store-'))
})
afterEach(async () => {
  await rm(dir, { recursive: true, force: true })
})

async function allFiles(): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

describe('at rest', () => {
  it('nothing of the content is on the disk', async () => {
    const store = makeFileStore({ dir, masterKeys })
    const marker = 'a sentence that nobody but the speaker should hear'
    await store.put('r/audio', inChunks(Buffer.from(`${marker} `.repeat(5000))))
    const files = await allFiles()
    expect(files).toHaveLength(1)
    for (const file of files) expect((await readFile(file)).includes('sentence')).toBe(false)
  })

  it('the same content twice looks different', async () => {
    const store = makeFileStore({ dir, masterKeys })
    await store.put('a', inChunks(Buffer.alloc(1000)))
    await store.put('b', inChunks(Buffer.alloc(1000)))
    const [a, b] = (await Promise.all((await allFiles()).map((file) => readFile(file)))) as [Buffer, Buffer]
    expect(a.subarray(headerBytes).equals(b.subarray(headerBytes))).toBe(false)
  })

  it('files and folders are for their owner alone', async () => {
    const store = makeFileStore({ dir: join(dir, 'new'), masterKeys })
    await store.put('r/s/audio', inChunks(Buffer.from('x')))
    await store.check()
    for (const path of await readdir(dir, { recursive: true, withFileTypes: true })) {
      const { mode } = await stat(join(path.parentPath, path.name))
      expect(mode & 0o777, path.name).toBe(path.isDirectory() ? 0o700 : 0o600)
    }
  })

  it('deleting the last object of a folder removes the folder', async () => {
    const store = makeFileStore({ dir, masterKeys })
    await store.put('r/s/audio', inChunks(Buffer.from('x')))
    await store.delete('r/s/audio')
    expect(await readdir(join(dir, 'objects'))).toEqual([])
  })
})

describe('a file that was tampered with', () => {
  const content = someBytes(2 * frameBytes + 1000)
  const path = (key: string) => join(dir, 'objects', `${key}~`)
  const store = () => makeFileStore({ dir, masterKeys })
  const readAll = async (key = 'a') => collect(await store().read(key))

  beforeEach(async () => {
    await store().put('a', inChunks(content))
  })

  it('is corrupt, whichever byte was changed', async () => {
    const sealed = await readFile(path('a'))
    const inHeader = Array.from({ length: headerBytes }, (_, i) => i)
    const frames = [0, 1, 2].map((index) => headerBytes + index * sealedFrameBytes)
    const inFrames = [...frames, ...frames.map((at) => at + 500)]
    const inTags = [...frames.slice(1).map((at) => at - 1), sealed.length - 1]
    for (const at of [...inHeader, ...inFrames, ...inTags]) {
      const changed = Buffer.from(sealed)
      changed[at]! ^= 1
      await writeFile(path('a'), changed)
      await expect(readAll(), `byte ${at}`).rejects.toMatchObject(corrupt)
    }
    await writeFile(path('a'), sealed)
    expect((await readAll()).equals(content)).toBe(true)
  })

  it('is corrupt when it was cut, at a frame or anywhere, and for every range', async () => {
    const { size } = await stat(path('a'))
    const frames = [2, 1, 0].map((count) => headerBytes + count * sealedFrameBytes)
    for (const length of [size - 1, ...frames, 50, 0]) {
      await truncate(path('a'), length)
      await expect(readAll(), `cut to ${length}`).rejects.toMatchObject(corrupt)
      await expect(store().read('a', { start: 0, end: 1 })).rejects.toMatchObject(corrupt)
    }
  })

  it('is corrupt when something was added', async () => {
    await appendFile(path('a'), 'x')
    await expect(readAll()).rejects.toMatchObject(corrupt)
  })

  it('is corrupt when two of its frames changed places', async () => {
    const sealed = await readFile(path('a'))
    const frameAt = (index: number) => headerBytes + index * sealedFrameBytes
    const frame = (index: number) => sealed.subarray(frameAt(index), frameAt(index + 1))
    await writeFile(path('a'), Buffer.concat([sealed.subarray(0, headerBytes), frame(1), frame(0), frame(2)]))
    await expect(readAll()).rejects.toMatchObject(corrupt)
  })

  it('is corrupt when it holds frames of another file, or all of one', async () => {
    await store().put('b', inChunks(content))
    const [a, b] = [await readFile(path('a')), await readFile(path('b'))]
    await writeFile(path('a'), Buffer.concat([a.subarray(0, headerBytes), b.subarray(headerBytes)]))
    await expect(readAll()).rejects.toMatchObject(corrupt)
    await copyFile(path('b'), path('a'))
    await expect(readAll()).rejects.toMatchObject(corrupt)
    expect((await readAll('b')).equals(content)).toBe(true)
  })

  it('still gives the ranges whose frames are whole', async () => {
    const sealed = await readFile(path('a'))
    sealed[headerBytes + sealedFrameBytes + 7]! ^= 1
    await writeFile(path('a'), sealed)
    const first = await collect(await store().read('a', { start: 0, end: frameBytes }))
    expect(first.equals(content.subarray(0, frameBytes))).toBe(true)
    const over = await store().read('a', { start: frameBytes - 1, end: frameBytes + 1 })
    await expect(collect(over)).rejects.toMatchObject(corrupt)
  })
})

describe('master keys', () => {
  const other = { current: Buffer.alloc(32, 2), previous: [] }

  it('that are not those of the object leave it unreadable', async () => {
    await makeFileStore({ dir, masterKeys }).put('a', inChunks(Buffer.from('x')))
    await expect(makeFileStore({ dir, masterKeys: other }).read('a')).rejects.toMatchObject(corrupt)
  })

  it('may be rotated: old objects are read with the previous key, new ones use the current', async () => {
    await makeFileStore({ dir, masterKeys }).put('old', inChunks(Buffer.from('old')))
    const rotated = makeFileStore({ dir, masterKeys: { current: other.current, previous: [masterKeys.current] } })
    await rotated.put('new', inChunks(Buffer.from('new')))
    expect((await collect(await rotated.read('old'))).toString()).toBe('old')
    expect((await collect(await makeFileStore({ dir, masterKeys: other }).read('new'))).toString()).toBe('new')
    await expect(makeFileStore({ dir, masterKeys }).read('new')).rejects.toMatchObject(corrupt)
  })

  it('that do not belong to the folder are found by check', async () => {
    await makeFileStore({ dir, masterKeys }).check()
    await makeFileStore({ dir, masterKeys: { current: other.current, previous: [masterKeys.current] } }).check()
    const wrong = makeFileStore({ dir, masterKeys: other }).check()
    await expect(wrong).rejects.toMatchObject({ code: 'config_invalid', message: expect.stringMatching(/master key/) })
  })
})

describe('links', () => {
  it('are not followed out of the folder', async () => {
    const outside = join(dir, 'outside')
    const inside = join(dir, 'store')
    const store = makeFileStore({ dir: inside, masterKeys })
    await mkdir(outside)
    await makeFileStore({ dir: outside, masterKeys }).put('f', inChunks(Buffer.from('x')))
    await store.put('real/a', inChunks(Buffer.from('x')))
    await symlink(join(outside, 'objects'), join(inside, 'objects', 'link'))
    await symlink(join(outside, 'objects', 'f~'), join(inside, 'objects', 'f~'))
    for (const key of ['link/f', 'f']) {
      expect(await store.stat(key)).toBeNull()
      await expect(store.read(key)).rejects.toMatchObject({ code: 'object_not_found' })
      await store.delete(key)
    }
    const put = store.put('link/new', inChunks(Buffer.from('x')))
    await expect(put).rejects.toMatchObject({ code: 'storage_unavailable' })
    expect(await readdir(join(outside, 'objects'))).toEqual(['f~'])
    const keys: string[] = []
    for (const prefix of ['', 'link/']) for await (const { key } of store.list(prefix)) keys.push(key)
    expect(keys).toEqual(['real/a'])
  })

  it('to the folder itself are the operator\'s choice', async () => {
    await mkdir(join(dir, 'disk'))
    await symlink(join(dir, 'disk'), join(dir, 'store'))
    const store = makeFileStore({ dir: join(dir, 'store'), masterKeys })
    await store.put('r/a', inChunks(Buffer.from('x')))
    expect((await collect(await store.read('r/a'))).toString()).toBe('x')
  })
})

describe('a disk that fails', () => {
  it('because a file stands in place of a folder is unavailable', async () => {
    await writeFile(join(dir, 'objects'), '')
    const store = makeFileStore({ dir, masterKeys })
    await expect(store.check()).rejects.toMatchObject({ code: 'storage_unavailable', status: 503 })
    const put = store.put('a', inChunks(Buffer.from('x')))
    await expect(put).rejects.toMatchObject({ code: 'storage_unavailable', message: expect.stringMatching(/folder/) })
  })

  it.skipIf(!canMount())('because it is full says so, and keeps what it has', async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', dir])
    try {
      const store = makeFileStore({ dir, masterKeys })
      await store.put('kept', inChunks(someBytes(100_000)))
      const full = { code: 'storage_full', status: 507, retryable: true }
      await expect(store.put('a', inChunks(someBytes(4_000_000)))).rejects.toMatchObject(full)
      expect(await readdir(join(dir, 'unfinished'))).toEqual([])
      expect((await collect(await store.read('kept'))).equals(someBytes(100_000))).toBe(true)
      await store.put('a', inChunks(someBytes(1_000_000)))
      await writeFile(join(dir, 'ballast'), Buffer.alloc(2_000_000)).catch(() => {})
      await expect(store.check()).rejects.toMatchObject(full)
    } finally {
      execFileSync('umount', [dir])
    }
  })
})

/** Only root in a machine that allows it can make a disk small enough to fill. */
function canMount(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' })
    return true
  } catch {
    console.info('SKIPPED: the test of a full disk (mounting a small one takes root)')
    return false
  }
}

describe('a folder that goes away, as that of a disk that is not mounted any more', () => {
  it.each(['', 'and leaves an empty place', 'and leaves a place where another process has begun'])('%s takes and misses nothing until it is back', async (leaves) => {
    const [root, elsewhere] = [join(dir, 'mounted'), join(dir, 'elsewhere')]
    const store = makeFileStore({ dir: root, masterKeys })
    await store.check()
    await store.put('a', inChunks(Buffer.from('kept')))
    await rename(root, elsewhere)
    if (leaves) await mkdir(root)
    if (leaves.includes('begun')) await makeFileStore({ dir: root, masterKeys }).check()
    const gone = { code: 'storage_unavailable', message: expect.stringContaining('its disk is mounted') }
    const list = async () => { for await (const _ of store.list('')); }
    for (const work of [
      () => store.read('a'), () => store.stat('a'), () => store.delete('a'), () => store.put('b', inChunks(Buffer.from('x'))), list, () => store.check(),
    ]) await expect(work(), String(work)).rejects.toMatchObject(gone)
    expect(await readdir(dir)).toEqual(leaves ? ['elsewhere', 'mounted'] : ['elsewhere'])
    await rm(root, { recursive: true, force: true })
    await rename(elsewhere, root)
    expect((await collect(await store.read('a'))).toString()).toBe('kept')
    expect(await store.stat('b')).toBeNull()
  })
})

describe('a writer that is killed', () => {
  it('leaves only an unfinished file, which is swept once it is old', async () => {
    const script = `
      import { makeFileStore } from ${JSON.stringify(new URL('file-store.server.ts', import.meta.url).pathname)}
      const masterKeys = { current: Buffer.alloc(32, 1), previous: [] }
      const store = makeFileStore({ dir: ${JSON.stringify(dir)}, masterKeys })
      async function* body() {
        for (let i = 0; i < 10; i += 1) yield Buffer.alloc(100_000)
        process.stdout.write('half')
        await new Promise((resolve) => setTimeout(resolve, 600_000))
      }
      await store.put('r/audio', body())
    `
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script])
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')

    const store = makeFileStore({ dir, masterKeys })
    expect(await store.stat('r/audio')).toBeNull()
    for await (const { key } of store.list('')) expect.fail(key)
    const [left] = await readdir(join(dir, 'unfinished'))
    expect(left).toBeDefined()
    expect(await store.sweepLeftovers(60_000)).toBe(0)
    const anHourAgo = new Date(Date.now() - 3_600_000)
    await utimes(join(dir, 'unfinished', left!), anHourAgo, anHourAgo)
    expect(await store.sweepLeftovers(60_000)).toBe(1)
    expect(await readdir(join(dir, 'unfinished'))).toEqual([])
  })
})
