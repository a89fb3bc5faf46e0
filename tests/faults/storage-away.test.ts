import { createHash } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from '#domain/api-keys/api-keys.server'
import { scopes } from '#domain/api-keys/scopes'
import { limits } from '#domain/limits/limits'
import type { Ailment } from '#tests/stand-ins/unwell-storage'
import { ApiClient } from '#tests/support/api-client'
import { collect, sha256, someBytes } from '#tests/support/chunks'
import { wavFile } from '#tests/support/media-fixtures'
import { partsAt, putPart, sendParts } from '#tests/support/send-parts'
import { signIn, type SignedIn } from '#tests/support/signed-in'
import { startUnwellStore, type UnwellStore } from '#tests/support/unwell-store'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'
import { second } from '#tests/support/use-uploads'

/** A part of an upload to S3, and a little of another. */
const noise = Float32Array.from(someBytes(limits.uploadPartBytes / 2 + 10_000), (byte) => byte / 256 - 0.5)
const large = wavFile({ samples: noise, rate: 48_000, channels: 1 })
const PATIENCE = { answerMs: 700, joinMs: 2000, pauseMs: 700 }

const ailments: [string, Ailment, { status: number; code: string }][] = [
  ['is silent', { is: 'silent' }, { status: 503, code: 'storage_unavailable' }],
  ['answers 500', { is: 'refusing', status: 500, code: 'InternalError' }, { status: 503, code: 'storage_unavailable' }],
  ['hangs up', { is: 'gone' }, { status: 503, code: 'storage_unavailable' }],
  ['lets nobody in', { is: 'refusing', status: 403, code: 'AccessDenied' }, { status: 503, code: 'storage_unavailable' }],
  ['is full', { is: 'refusing', status: 507, code: 'XMinioStorageFull' }, { status: 507, code: 'storage_full' }],
]

let unwell: UnwellStore
let web: TestWeb
let ann: SignedIn
let program: ApiClient

beforeAll(async () => {
  unwell = await startUnwellStore(PATIENCE)
  web = await startTestWeb({}, { storage: unwell.store })
  ann = await signIn(web, 'Ann')
  await web.db.execute(sql`select sp_change_user_plan(id, 'ENTERPRISE', false) from users`)
  program = new ApiClient(web.url, (await createApiKey(web.db, ann.userId, { keyName: 'A key', scopes })).key)
  // Once it was well, the process is ready.
  expect((await fetch(`${web.url}/readyz`)).status).toBe(200)
})
afterAll(async () => {
  await web.close()
  await unwell.stop()
})
afterEach(async () => {
  unwell.storage.recover()
  await web.db.execute(sql`delete from recordings`)
  await web.db.execute(sql`update user_subscriptions set usage_count = 0, used_ms = 0`)
  expect(web.errors.splice(0).filter((line) => !isRefusal(line))).toEqual([])
})

/** Whether a line of the log tells of a request that was answered so. */
const isRefusal = (line: string) => /"status":50[37],.*"msg":"request"/.test(line)
const addFile = (bytes: Uint8Array, name: string) =>
  program.send('POST', '/recordings?language=en&fileName=talk.wav', { 'Content-Type': 'audio/wav', 'Idempotency-Key': name }, bytes)
const formOf = (bytes: Uint8Array) => {
  const form = new FormData()
  form.set('language', 'en')
  form.set('file', new Blob([new Uint8Array(bytes)]), 'talk.wav')
  return form
}
/** Recordings, and what of the plan is used. */
async function standing() {
  const [{ json: page }, { json: usage }] = await Promise.all([program.get('/recordings'), program.get('/me/usage')])
  return { recordings: page.total, used: [usage.cycle.recordings, usage.cycle.usedMs] }
}
const nothing = { recordings: 0, used: [0, 0] }
const storedAs = async (id: string) => sha256(await collect(await unwell.behind.read(`recordings/${ann.userId}/${id}/original`)))

describe.each(ailments)('a storage that %s', (what, ailment, told) => {
  it('is told to whoever uploads, costs them nothing, and takes the same upload once it is well', async () => {
    unwell.storage.ail(ailment)
    const name = what.replaceAll(' ', '-')
    const refused = await addFile(second, name)
    expect(refused).toMatchObject({ status: told.status, json: { code: told.code, retryable: true } })
    expect(refused.headers.get('Retry-After')).toBe(told.status === 503 ? '5' : null)
    const script = await ann.visitor.send('/upload/file', formOf(second))
    expect([script.status, await script.json()]).toMatchObject([told.status, { ok: false, error: { code: told.code } }])
    const page = await ann.visitor.send('/upload', formOf(second))
    expect([page.status, await page.text()]).toEqual([told.status, expect.stringMatching(/The storage (cannot be reached|is full)/)])
    expect(await standing()).toEqual(nothing)

    unwell.storage.recover()
    const taken = await addFile(second, name)
    expect(taken).toMatchObject({ status: 201, json: { status: 'queued' } })
    expect(await storedAs(taken.json.id)).toBe(sha256(second))
    expect(await standing()).toEqual({ recordings: 1, used: [1, 1000] })
  })
})

describe('while storage is silent', () => {
  it('an upload that is half there leaves nothing, and an upload in parts waits where it is', async () => {
    const about = { fileName: 'talk.wav', size: large.length, language: 'en' }
    const begun = partsAt(web.url, (await program.post('/uploads', about)).json)
    const [first, last] = begun.parts
    const bodyOf = ({ number, size }: { number: number; size: number }) => {
      const at = (number - 1) * begun.partSize
      return large.subarray(at, at + size)
    }
    expect((await putPart(first, bodyOf(first))).status).toBe(204)

    // From the second part of a body on.
    unwell.storage.ail({ is: 'silent' }, ({ url }) => /partNumber=2/.test(url ?? ''))
    expect(await addFile(large, 'half')).toMatchObject({ status: 503, json: { code: 'storage_unavailable' } })
    expect(await unwell.countUnfinished()).toBe(1)
    expect(await putPart(last, bodyOf(last))).toMatchObject({ status: 503, code: 'storage_unavailable' })
    unwell.storage.ail({ is: 'silent' })
    await program.refused('storage_unavailable', 'POST', `/uploads/${begun.id}/complete`)
    expect(await standing()).toEqual({ recordings: 1, used: [1, 0] })

    unwell.storage.recover()
    const { json: rest } = await program.get(`/uploads/${begun.id}`)
    expect(rest).toMatchObject({ status: 'open', arrivedParts: [1] })
    await sendParts(partsAt(web.url, rest), large)
    const { json: done } = await program.post(`/uploads/${begun.id}/complete`)
    expect(done).toMatchObject({ status: 'queued', bytes: large.length })
    expect(await storedAs(done.id)).toBe(sha256(large))
    expect(await unwell.countUnfinished()).toBe(0)
  })

  it('all that does not need it answers, and the process stays ready', async () => {
    const { json } = await addFile(second, 'before')
    unwell.storage.ail({ is: 'silent' })
    for (const path of ['/library', `/recordings/${json.id}`, '/upload', '/search?q=talk', '/settings/plan', '/live']) {
      const { status } = await ann.visitor.open(path)
      expect([path, status]).toEqual([path, 200])
    }
    expect((await program.get(`/recordings/${json.id}`)).status).toBe(200)
    const ready = await fetch(`${web.url}/readyz`)
    expect([ready.status, await ready.json()]).toMatchObject([200, { checks: { storage: { ok: false } } }])
    const audio = await ann.visitor.fetch(`/recordings/${json.id}/audio`)
    expect([audio.status, audio.headers.get('Retry-After'), await audio.text()])
      .toEqual([503, '5', expect.stringContaining('The storage cannot be reached right now.')])
  })
})

describe('storage that becomes slow', () => {
  it('makes an upload late, and nothing else', async () => {
    unwell.storage.ail({ is: 'slow', ms: 300 })
    const { status, json } = await addFile(large, 'slow')
    expect([status, json.status, await storedAs(json.id)]).toEqual([201, 'queued', sha256(large)])
  })

  it('and stops in the middle of a download breaks it off, for the player to go on where it was', async () => {
    const { json } = await addFile(large, 'download')
    unwell.storage.ail({ is: 'stalling', afterBytes: 3_000_000 }, ({ method }) => method === 'GET')
    const hash = createHash('sha256')
    let at = 0
    const take = async (headers: Record<string, string>) => {
      const { body } = await ann.visitor.fetch(`/recordings/${json.id}/audio`, { headers })
      for await (const chunk of body! as unknown as AsyncIterable<Uint8Array>) {
        hash.update(chunk)
        at += chunk.length
      }
    }
    await expect(take({})).rejects.toThrow()
    expect(at).toBeGreaterThan(0)
    expect(at).toBeLessThanOrEqual(3_000_000)
    unwell.storage.recover()
    await take({ Range: `bytes=${at}-` })
    expect([at, hash.digest('hex')]).toEqual([large.length, sha256(large)])
  })
})
