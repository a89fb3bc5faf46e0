import type { lookup } from 'node:dns'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collect } from '#tests/support/chunks'
import { limits } from '../limits/limits'
import { fetchFile, type FetchFileOptions } from './fetch-file.server'

let server: http.Server
let port: number
let asked: { url: string; headers: http.IncomingHttpHeaders }[] = []
beforeAll(async () => {
  server = http.createServer((request, response) => {
    const url = request.url!
    asked.push({ url, headers: request.headers })
    const hop = /^\/hop\/(\d+)$/.exec(url)
    if (hop) response.writeHead(302, { location: Number(hop[1]) === 0 ? '/talk%20one.wav?x=1' : `/hop/${Number(hop[1]) - 1}` }).end()
    else if (url === '/away') response.writeHead(404).end('nothing')
    else if (url === '/files') response.writeHead(301, { location: 'file:///etc/passwd' }).end()
    else if (url === '/cut') response.writeHead(200, { 'content-length': 1000 }).write('some', () => response.destroy())
    else response.writeHead(200).end('sound')
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const get = (path: string, more: Partial<FetchFileOptions> = {}) => fetchFile({
  url: path.startsWith('/') ? `http://127.0.0.1:${port}${path}` : path, allowsPrivate: true, signal: new AbortController().signal, ...more,
})
const names = (...addresses: string[]) =>
  ((_: string, __: object, done: (error: null, found: { address: string; family: number }[]) => void) =>
    done(null, addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))) as unknown as typeof lookup
const failed = (why: string) => ({ code: 'remote_file_failed', message: expect.stringContaining(why) })

describe('fetching a file from an address that a user named', () => {
  it('gives its content and its name, through a few redirects, and sends nothing along', async () => {
    asked = []
    const { fileName, bytes } = await get(`/hop/${limits.remoteFileRedirectsMax - 1}`)
    expect([fileName, (await collect(bytes)).toString()]).toEqual(['talk one.wav', 'sound'])
    expect(asked.at(-1)!.headers).not.toHaveProperty('authorization')
    await expect(get(`/hop/${limits.remoteFileRedirectsMax}`)).rejects.toMatchObject(failed('others'))
  })

  it('asks nothing of this machine or its network, by address or by name', async () => {
    asked = []
    const guarded = { allowsPrivate: false }
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433', '10.0.0.1']) {
      await expect(get(`http://${host}:${port}/`, guarded)).rejects.toMatchObject(failed('open internet'))
    }
    await expect(get(`http://a.example.org:${port}/`, { ...guarded, resolve: names('93.184.216.34', '127.0.0.1') }))
      .rejects.toMatchObject(failed('open internet'))
    expect(asked).toEqual([])
  })

  it('takes addresses of the web alone, without passwords, and not from a redirect either', async () => {
    const long = `http://example.org/${'x'.repeat(limits.remoteUrlCharsMax)}`
    for (const url of ['file:///etc/passwd', 'ftp://example.org/a', 'no address', 'http://me:secret@example.org/', long]) {
      await expect(get(url)).rejects.toMatchObject({ code: 'bad_request', params: { field: 'url' } })
    }
    await expect(get('/files')).rejects.toMatchObject({ code: 'bad_request' })
  })

  it('says that there is nothing, that it broke off, or that nobody waits any more', async () => {
    await expect(get('/away')).rejects.toMatchObject(failed('404'))
    await expect(get('http://127.0.0.1:1/')).rejects.toMatchObject(failed('cannot be reached'))
    await expect(get('/cut').then(({ bytes }) => collect(bytes))).rejects.toMatchObject(failed('cannot be reached'))
    await expect(get('/talk.wav', { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone')
  })
})
