import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import express from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { useStore } from '#tests/support/use-store'
import { makeAssetShelf, type AssetShelf } from './asset-shelf'
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
async function startCopy(files: Record<string, string>, secret = 'the secret of all copies'): Promise<Copy> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'steno-client-'))
  const assets = path.join(dir, 'assets')
  await mkdir(assets)
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(assets, name), content)
  const shelf = makeAssetShelf({ store: house.store, secret, dir: assets })
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
    const stranger = await startCopy({ 'evil-11111111.js': 'steal()' }, 'another secret')
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
