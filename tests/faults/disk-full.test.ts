import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { recordings } from '#db/schema/recordings'
import { createApiKey } from '#domain/api-keys/api-keys.server'
import { scopes } from '#domain/api-keys/scopes'
import { joinLivePieces } from '#domain/live/join-live.server'
import { makeFileStore } from '#domain/storage/file-store.server'
import { exposeDisk } from '#domain/telemetry/expose-disk.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { ApiClient } from '#tests/support/api-client'
import { collect } from '#tests/support/chunks'
import { decodeAll } from '#tests/support/decoded-sound'
import { LiveClient } from '#tests/support/live-client'
import { liveSecret } from '#tests/support/live-secret'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { tone, wavFile } from '#tests/support/media-fixtures'
import { makeNoise } from '#tests/support/random-cuts'
import { makeSeededRandom } from '#tests/support/seeded-random'
import { partsAt, putPart, sendParts } from '#tests/support/send-parts'
import { signIn, type SignedIn } from '#tests/support/signed-in'
import { makeSmallDisk, type SmallDisk } from '#tests/support/small-disk'
import { makeToldRecognizer } from '#tests/support/told-recognizer'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

/** More than is left of a full disk. */
const talk = wavFile(tone({ hz: 440, ms: 30_000 }))
const SECOND = 10
const speech = makeNoise(makeSeededRandom(3), 30 * SECOND)

let disk: SmallDisk
let web: TestWeb
let live: LiveHouse
let ann: SignedIn
let program: ApiClient

beforeAll(async () => {
  disk = makeSmallDisk()
  const store = makeFileStore({ dir: disk.dir, masterKeys: { current: Buffer.alloc(32, 7), previous: [] } })
  web = await startTestWeb({ secrets: [liveSecret] }, { storage: store })
  live = await openLiveHouse({ recognizer: makeToldRecognizer(), objects: store, beside: web })
  ann = await signIn(web, 'Ann')
  await web.db.execute(sql`select sp_change_user_plan(id, 'ENTERPRISE', false) from users`)
  // Finds its models, which writes some files of their own.
  expect((await ann.visitor.open('/upload')).status).toBe(200)
  program = new ApiClient(web.url, (await createApiKey(web.db, ann.userId, { keyName: 'A key', scopes })).key)
})
afterAll(async () => {
  await live.close()
  await web.close()
  await disk.remove()
})
afterEach(async () => {
  await disk.free()
  const errors = web.errors.splice(0).concat(live.errors.splice(0))
  // Requests that were answered so are told as failures.
  expect(errors.filter((line) => !/"status":507,.*"msg":"request"/.test(line))).toEqual([])
})

const addFile = () => program.send('POST', '/recordings?language=en&fileName=talk.wav', { 'Content-Type': 'audio/wav' }, talk)
const unfinished = () => readdir(path.join(disk.dir, 'unfinished'))
const begin = async () =>
  partsAt(web.url, (await program.post('/uploads', { fileName: 'talk.wav', size: talk.length, language: 'en' })).json)
async function standing() {
  const [{ json: page }, { json: usage }] = await Promise.all([program.get('/recordings'), program.get('/me/usage')])
  return { recordings: page.total, used: [usage.cycle.recordings, usage.cycle.usedMs] }
}

describe('on a disk that is full', () => {
  it('uploads are refused in clear words, leave nothing half, cost nothing, and pass once there is room', async () => {
    const before = await standing()
    await disk.fill()
    const refused = await addFile()
    expect(refused).toMatchObject({ status: 507, json: { code: 'storage_full', retryable: true } })
    const form = new FormData()
    form.set('language', 'en')
    form.set('file', new Blob([new Uint8Array(talk)]), 'talk.wav')
    const page = await ann.visitor.send('/upload', form)
    expect([page.status, await page.text()]).toEqual([507, expect.stringContaining('The storage is full.')])
    const begun = await begin()
    expect(await putPart(begun.parts[0], talk)).toEqual({ status: 507, code: 'storage_full' })
    expect((await program.get(`/uploads/${begun.id}`)).json).toMatchObject({ status: 'open', arrivedParts: [] })
    expect(await unfinished()).toEqual([])
    expect((await program.call('DELETE', `/uploads/${begun.id}`)).status).toBe(204)
    expect(await standing()).toEqual(before)
    await disk.free()
    expect((await addFile()).status).toBe(201)
  })

  it('an upload whose parts fit and whose whole does not waits for room', async () => {
    const begun = await begin()
    await sendParts(begun, talk)
    await disk.fill()
    await program.refused('storage_full', 'POST', `/uploads/${begun.id}/complete`)
    expect(await unfinished()).toEqual([])
    expect((await program.get(`/uploads/${begun.id}`)).json).toMatchObject({ status: 'open', arrivedParts: [1] })
    await disk.free()
    expect((await program.post(`/uploads/${begun.id}/complete`)).json).toMatchObject({ status: 'queued', bytes: talk.length })
  })

  it('what is spoken is held and not acknowledged, and no sample is lost; its audio is joined once there is room (SPEC 3.8)', async () => {
    const server = await live.startServer()
    const client = await LiveClient.connect(server.port, ann.userId)
    client.send({ type: 'start', language: 'en' })
    const { sessionId } = await client.next('ready')
    client.speak(speech.subarray(0, 3 * 16_000))
    await client.next('ack', ({ seq }) => seq === 3 * SECOND - 1)
    await disk.fill()
    const metric = async () => /^steno_live_store_troubles_total\S* (\d+)/m.exec(await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text())?.[1]
    client.speak(speech.subarray(3 * 16_000), 3 * SECOND)
    await expect.poll(metric, { timeout: 20_000 }).not.toBe('0')
    expect(client.messages.findLast(({ type }) => type === 'ack')).toMatchObject({ seq: 3 * SECOND - 1 })
    await disk.free()
    await client.next('ack', ({ seq }) => seq === 30 * SECOND - 1)
    client.send({ type: 'stop' })
    await client.next('ended')

    await disk.fill()
    await expect(joinLivePieces({ db: web.db, store: web.store }, sessionId)).rejects.toMatchObject({ code: 'storage_full' })
    expect(await unfinished()).toEqual([])
    await disk.free()
    expect(await joinLivePieces({ db: web.db, store: web.store }, sessionId)).toBe('joined')
    const [row] = await web.db.select().from(recordings).where(eq(recordings.id, sessionId))
    expect(row).toMatchObject({ durationMs: 30_000, chargedMs: 30_000 })
    const { samples } = await decodeAll(await collect(await web.store.read(row!.objectKey!)))
    const heard = Int16Array.from(samples, (sample) => sample * 0x8000)
    expect(Buffer.from(heard.buffer).equals(Buffer.from(speech.buffer))).toBe(true)
  })

  it('the figure that StenoDiskFull goes by says so', async (context) => {
    if (!disk.isReal) return context.skip()
    const metrics = makeMetrics('test', { defaults: false })
    exposeDisk(metrics, disk.dir)
    await disk.fill()
    const { text } = await metrics.render()
    const valueOf = (name: string) => Number(new RegExp(`^${name}\\S* (\\S+)$`, 'm').exec(text)?.[1])
    expect(valueOf('steno_disk_free_bytes') / valueOf('steno_disk_size_bytes')).toBeLessThan(0.03)
  })
})
