import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import express from 'express'
import { pino } from 'pino'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { limits } from '#domain/limits/limits'
import type { ObjectStore } from '#domain/storage/object-store'
import { useStore } from '#tests/support/use-store'
import { makeAssetShelf, tendAssetShelf, type AssetShelf } from './asset-shelf'
import { serveStatic } from './static-files'

const house = useStore()
const opened: { server: Server; dir: string }[] = []
afterEach(async () => {
  for (const { server, dir } of opened.splice(0)) {
    server.close()
    await rm(dir, { recursive: true })
  }
})

interface Copy {
  shelf: AssetShelf
  ask(name: string, init?: RequestInit): Promise<Response>
}

/** A copy of web whose pages have these files. */
async function startCopy(files: Record<string, string>, { secret = 'the secret of all copies', store = house.store } = {}): Promise<Copy> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-client-'))
  const assets = path.join(dir, 'assets')
  await mkdir(assets)
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(assets, name), content)
  const shelf = makeAssetShelf({ store, secret, dir: assets })
  const server = createServer(express().use(serveStatic(dir, shelf)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  opened.push({ server, dir })
  const { port } = server.address() as AddressInfo
  return { shelf, ask: (name, init) => fetch(`http://127.0.0.1:${port}/assets/${name}`, init) }
}

describe('copies of two versions on one storage', () => {
  it('have the files of each other’s pages, so that a page works whichever copy it asks', async () => {
    const old = await startCopy({ 'root-1111aaaa.js': 'old()', 'vi-99999999.css': 'a {}' })
    await old.shelf.fill()
    const next = await startCopy({ 'root-2222bbbb.js': 'next()' })
    await next.shelf.fill()
    for (const copy of [old, next]) {
      for (const [name, content, type] of [
        ['root-1111aaaa.js', 'old()', /^(application|text)\/javascript/], ['root-2222bbbb.js', 'next()', /^(application|text)\/javascript/],
        ['vi-99999999.css', 'a {}', /^text\/css/],
      ] as const) {
        const answer = await copy.ask(name)
        expect([name, answer.status, await answer.text()]).toEqual([name, 200, content])
        expect(answer.headers.get('content-type')).toMatch(type)
        expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      }
      expect((await copy.ask('root-1111aaaa.js', { method: 'HEAD' })).status).toBe(200)
    }
  })

  it('answer 404 to what no version has, however it is written', async () => {
    const { shelf, ask } = await startCopy({ 'root-1111aaaa.js': 'old()' })
    await shelf.fill()
    for (const name of ['gone-12345678.js', '..%2F..%2Fsecret', 'a%00b', 'pages%2Froot-1111aaaa.js', 'x'.repeat(600), '%F0%9F%92%A3']) {
      // 403 is for a way out of the folder; the web process answers it as 404.
      expect([400, 403, 404], name).toContain((await ask(name)).status)
    }
    expect((await ask('root-1111aaaa.js', { method: 'POST' })).status).toBe(405)
  })

  it('give browsers nothing that another has put there', async () => {
    const stranger = await startCopy({ 'evil-11111111.js': 'steal()' }, { secret: 'another secret' })
    await stranger.shelf.fill()
    await house.put('pages/evil-22222222.js')
    const own = await startCopy({})
    expect(await own.shelf.find('evil-11111111.js')).toBeNull()
    expect(await own.shelf.find('evil-22222222.js')).toBeNull()
    expect((await own.ask('evil-11111111.js')).status).toBe(404)
  })

  it('keep what a running version has, and for so long what one had that runs no more', async () => {
    const old = await startCopy({ 'old-11111111.js': 'old()' })
    await old.shelf.fill()
    const next = await startCopy({ 'next-22222222.js': 'next()' })
    const later = (share: number) => Date.now() + share * limits.assetKeepMs
    await next.shelf.fill(later(0.9))
    expect(await old.shelf.find('old-11111111.js')).not.toBeNull()
    await next.shelf.fill(later(1.1))
    expect(await startCopy({}).then(({ shelf }) => shelf.find('old-11111111.js'))).toBeNull()
    expect(await startCopy({}).then(({ shelf }) => shelf.find('next-22222222.js'))).not.toBeNull()
  })

  it('puts no file there twice, but again before its time is over', async () => {
    const { shelf } = await startCopy({ 'root-1111aaaa.js': 'old()' })
    const writtenAt = async () => (await house.store.stat('pages/root-1111aaaa.js'))!.modifiedAt.getTime()
    await shelf.fill()
    const first = await writtenAt()
    await shelf.fill()
    expect(await writtenAt()).toBe(first)
    await shelf.fill(Date.now() + 0.6 * limits.assetKeepMs)
    expect(await writtenAt()).toBeGreaterThan(first)
  })
})

describe('a storage that takes its time', () => {
  const files = Object.fromEntries(Array.from({ length: limits.assetsAtOnceMax + 3 }, (_, n) => [`part-0000000${n}.js`, `part(${n})`]))
  const countStored = async () => {
    let count = 0
    for await (const _object of house.store.list('pages/')) count += 1
    return count
  }

  /** Takes nothing before it is told to. */
  function makeWaitingStore() {
    let tell = () => {}
    const told = new Promise<void>((resolve) => (tell = resolve))
    let [asked, atOnce, most] = [0, 0, 0]
    const put: ObjectStore['put'] = async (key, body) => {
      asked += 1
      most = Math.max(most, (atOnce += 1))
      await told
      const stored = await house.store.put(key, body)
      atOnce -= 1
      return stored
    }
    return { store: { ...house.store, put }, asked: () => asked, most: () => most, tell: () => tell() }
  }

  it('is given several files at once, and not all', async () => {
    const { store, asked, most, tell } = makeWaitingStore()
    const { shelf } = await startCopy(files, { store })
    const filled = shelf.fill()
    await vi.waitFor(() => expect(asked()).toBe(limits.assetsAtOnceMax))
    tell()
    await filled
    expect(most()).toBe(limits.assetsAtOnceMax)
    expect(await countStored()).toBe(Object.keys(files).length)
  })

  it('is waited for only so long, and has all the files in the end', async () => {
    const { store, tell } = makeWaitingStore()
    const { shelf } = await startCopy(files, { store })
    const ending = new AbortController()
    await tendAssetShelf(shelf, { logger: pino({ level: 'silent' }), signal: ending.signal, waitMs: 10 })
    expect(await countStored()).toBe(0)
    tell()
    await vi.waitFor(async () => expect(await countStored()).toBe(Object.keys(files).length))
    ending.abort()
  })
})
