import { readdir, stat } from 'node:fs/promises'
import { request } from 'node:http'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '#domain/api-keys/api-keys.server'
import { scopes } from '#domain/api-keys/scopes'
import { drainObjectDeletions } from '#domain/jobs/object-outbox.server'
import { ApiClient } from '#tests/support/api-client'
import { tone, wavFile } from '#tests/support/media-fixtures'
import { partsAt, sendParts } from '#tests/support/send-parts'
import { signIn, type SignedIn } from '#tests/support/signed-in'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

const talk = wavFile(tone({ hz: 440, ms: 60_000 }))

let web: TestWeb
let ann: SignedIn
let key: string
let program: ApiClient

beforeAll(async () => {
  web = await startTestWeb()
  ann = await signIn(web, 'Ann')
  key = (await createApiKey(web.db, ann.userId, { keyName: 'A key', scopes })).key
  program = new ApiClient(web.url, key)
})
afterAll(() => web.close())
afterEach(async () => {
  await web.db.execute(sql`delete from recordings`)
  await web.db.execute(sql`update user_subscriptions set usage_count = 0, used_ms = 0`)
  expect(web.errors.splice(0)).toEqual([])
})

/** Bytes on disk of what is not whole, and of what is. */
async function bytesStored() {
  await drainObjectDeletions(web.db, web.store, (error) => { throw error })
  const folder = path.join(web.dataDir, 'objects/unfinished')
  const sizes = await Promise.all((await readdir(folder)).map((name) => stat(path.join(folder, name)).then(({ size }) => size, () => 0)))
  let whole = 0
  for await (const { bytes } of web.store.list('')) whole += bytes
  return { unfinished: sizes.reduce((sum, size) => sum + size, 0), whole }
}
const begin = async () =>
  partsAt(web.url, (await program.post('/uploads', { fileName: 'talk.wav', size: talk.length, language: 'en' })).json)
async function standing() {
  const [{ json: page }, { json: usage }] = await Promise.all([program.get('/recordings'), program.get('/me/usage')])
  return { recordings: page.total, used: [usage.cycle.recordings, usage.cycle.usedMs], ...(await bytesStored()) }
}
const nothing = { recordings: 0, used: [0, 0], unfinished: 0, whole: 0 }

/** Sends 99 % of a body, waits until that has gone to the disk, and breaks the connection. */
async function cut(method: string, url: string, headers: Record<string, string>, body: Uint8Array): Promise<void> {
  const sent = request(new URL(url, web.url), { method, headers: { ...headers, 'Content-Length': body.length } })
  sent.on('error', () => {})
  sent.write(body.subarray(0, Math.floor(body.length * 0.99)))
  await expect.poll(async () => (await bytesStored()).unfinished, { timeout: 20_000 }).toBeGreaterThan(talk.length * 0.9)
  sent.destroy()
}

const form = Buffer.concat([
  Buffer.from('--b\r\nContent-Disposition: form-data; name="language"\r\n\r\nen\r\n'
    + '--b\r\nContent-Disposition: form-data; name="file"; filename="talk.wav"\r\n\r\n'),
  talk, Buffer.from('\r\n--b--\r\n'),
])
const formHeaders = () => ({
  'Content-Type': 'multipart/form-data; boundary=b', 'Sec-Fetch-Site': 'same-origin',
  'Cookie': [...ann.visitor.cookies].map((pair) => pair.join('=')).join('; '),
})
const apiHeaders = () => ({ 'Authorization': `Bearer ${key}`, 'Content-Type': 'audio/wav', 'Idempotency-Key': 'cut' })

describe('an upload that is cut at 99 %', () => {
  it.each<[string, string, () => Record<string, string>, Uint8Array]>([
    ['a page’s form', '/upload', formHeaders, form],
    ['a script’s form', '/upload/file', formHeaders, form],
    ['a program', '/api/v1/recordings?language=en&fileName=talk.wav', apiHeaders, talk],
  ])('of %s leaves no recording, no byte and no charge, and may be sent again', async (_what, url, headers, body) => {
    await cut('POST', url, headers(), body)
    const cutAt = performance.now()
    await expect.poll(standing, { timeout: 20_000 }).toEqual(nothing)
    console.info(`nothing of it is left after ${Math.round(performance.now() - cutAt)} ms`)
    const send = async () => {
      const answer = await fetch(new URL(url, web.url), { method: 'POST', headers: headers(), body: new Uint8Array(body) })
      return Math.floor(answer.status / 100)
    }
    // The name of the request is free again once its end has been noticed.
    await expect.poll(send, { timeout: 20_000 }).toBe(2)
    expect(await standing()).toEqual({ recordings: 1, used: [1, 60_000], unfinished: 0, whole: talk.length })
  })

  it('in parts leaves nothing of the part, and goes on with it', async () => {
    const begun = await begin()
    await cut('PUT', begun.parts[0].url, {}, talk)
    await expect.poll(bytesStored, { timeout: 20_000 }).toEqual({ unfinished: 0, whole: 0 })
    const { json: refusal } = await program.refused('upload_incomplete', 'POST', `/uploads/${begun.id}/complete`)
    expect(refusal.params).toEqual({ missing: 1, parts: 1 })
    const { json: rest } = await program.get(`/uploads/${begun.id}`)
    expect(rest).toMatchObject({ status: 'open', arrivedParts: [], parts: [{ number: 1, size: talk.length }] })
    await sendParts(partsAt(web.url, rest), talk)
    expect((await program.post(`/uploads/${begun.id}/complete`)).json).toMatchObject({ status: 'queued', bytes: talk.length })
    expect(await standing()).toEqual({ recordings: 1, used: [1, 60_000], unfinished: 0, whole: talk.length })
  })

  it('in parts and given up takes its part along', async () => {
    const begun = await begin()
    await cut('PUT', begun.parts[0].url, {}, talk)
    expect((await program.call('DELETE', `/uploads/${begun.id}`)).status).toBe(204)
    await expect.poll(standing, { timeout: 20_000 }).toEqual(nothing)
  })
})
