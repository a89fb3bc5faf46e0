import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { drainObjectDeletions } from '#domain/jobs/object-outbox.server'
import { signPartClaim } from '#domain/uploads/part-claim.server'
import type { ApiClient } from '#tests/support/api-client'
import { useApiHouse } from '#tests/support/api-house'
import { collect, inChunks, sha256 } from '#tests/support/chunks'
import { wavFile } from '#tests/support/media-fixtures'
import { putPart, sendParts } from '#tests/support/send-parts'
import { second, text } from '#tests/support/use-uploads'

const api = useApiHouse({ apiOrigins: ['https://pages.example'] })
/** Two parts and a bit. */
const large = wavFile({ samples: new Float32Array(limits.uploadPartBytes + 500).map((_, at) => (at % 97) / 100), rate: 48_000, channels: 1 })

const begin = (client: ApiClient, content: Uint8Array, about: Record<string, unknown> = {}) =>
  client.post('/uploads', { fileName: 'Weekly talk.wav', size: content.length, language: 'en', ...about })
const statusOf = async (client: ApiClient, id: string) => (await client.get(`/recordings/${id}`)).json.status
const incoming = async () => {
  await drainObjectDeletions(api.house.db, api.house.store, (error) => { throw error })
  const keys: string[] = []
  for await (const { key } of api.house.store.list('incoming/')) keys.push(key)
  return keys
}

describe('an upload in parts', () => {
  it('is begun, sent, and completed into the queue, as often as that is asked for', async () => {
    const { client } = await api.newcomer()
    const { status, json, headers } = await begin(client, second, { title: 'Họp', contentType: 'audio/wav' })
    expect(status).toBe(201)
    expect(headers.get('Location')).toBe(`/api/v1/uploads/${json.id}`)
    expect(json).toMatchObject({
      status: 'open', size: second.length, partSize: limits.uploadPartBytes, partCount: 1, arrivedParts: [],
      parts: [{ number: 1, size: second.length }],
    })
    expect(await statusOf(client, json.recordingId)).toBe('uploading')
    await client.refused('upload_incomplete', 'POST', `/uploads/${json.id}/complete`)
    await sendParts(json, second)
    expect((await client.get(`/uploads/${json.id}`)).json).toMatchObject({ status: 'open', arrivedParts: [1], parts: [] })
    const [one, other] = await Promise.all([1, 2].map(() => client.post(`/uploads/${json.id}/complete`)))
    expect(one!.json).toMatchObject({
      id: json.recordingId, title: 'Họp', status: 'queued', language: 'en', totalMs: 1000, bytes: second.length, duplicateOf: null,
    })
    expect([other!.status, (await client.post(`/uploads/${json.id}/complete`)).json.id]).toEqual([200, json.recordingId])
    expect((await client.get('/me/usage')).json.cycle).toMatchObject({ recordings: 1, usedMs: 1000 })
    expect((await client.get(`/uploads/${json.id}`)).json).toMatchObject({ status: 'completed', arrivedParts: [1], parts: [] })
    expect(await putPart(json.parts[0], second)).toEqual({ status: 404, code: 'not_found' })
    expect(await incoming()).toEqual([])
    await client.refused('conflict', 'DELETE', `/uploads/${json.id}`)

    const again = await begin(client, second)
    await sendParts(again.json, second)
    const twice = await client.post(`/uploads/${again.json.id}/complete`)
    expect(twice.json).toMatchObject({ title: 'Weekly talk', duplicateOf: { id: json.recordingId, title: 'Họp' } })
  })

  it('goes on after an interruption with the parts that are missing', async () => {
    const { client, userId } = await api.newcomer()
    const { json } = await begin(client, large)
    expect(json.parts.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3])
    await sendParts({ ...json, parts: [json.parts[2], json.parts[0]] }, large)
    const { json: refusal } = await client.refused('upload_incomplete', 'POST', `/uploads/${json.id}/complete`)
    expect(refusal.params).toEqual({ missing: 1, parts: 3 })
    const { json: rest } = await client.get(`/uploads/${json.id}`)
    expect(rest).toMatchObject({ arrivedParts: [1, 3], parts: [{ number: 2, size: limits.uploadPartBytes }] })
    await sendParts(rest, large)
    expect((await client.post(`/uploads/${json.id}/complete`)).json).toMatchObject({ status: 'queued', bytes: large.length })
    const stored = await collect(await api.house.store.read(`recordings/${userId}/${json.recordingId}/original`))
    expect(sha256(stored)).toBe(sha256(large))
  })

  it('gives so many addresses at a time, good for a while', async () => {
    const { client } = await api.newcomer()
    const { json } = await begin(client, { length: limits.uploadBytesMax } as Uint8Array)
    expect(json.parts).toHaveLength(limits.uploadUrlsMax)
    const goodForMs = Date.parse(json.urlsExpireAt) - Date.now()
    expect(goodForMs).toBeGreaterThan(limits.uploadUrlMs - 60_000)
    expect(goodForMs).toBeLessThanOrEqual(limits.uploadUrlMs)
    expect(Date.parse(json.expiresAt) - Date.now()).toBeLessThanOrEqual(limits.uploadLifeMs)
    expect((await client.call('DELETE', `/uploads/${json.id}`)).status).toBe(204)
  })

  it('is begun once for one Idempotency-Key', async () => {
    const { client } = await api.newcomer()
    const key = { 'Idempotency-Key': 'begin-1' }
    const send = (size: number) => client.post('/uploads', { fileName: 'a.wav', size }, key)
    const first = await send(1000)
    expect((await send(1000)).json).toEqual(first.json)
    expect((await send(1001)).json.code).toBe('idempotency_reused')
    expect((await client.get('/recordings')).json.total).toBe(1)
  })

  it('is given up with all that has arrived', async () => {
    const { client } = await api.newcomer()
    const { json } = await begin(client, second)
    await sendParts(json, second)
    expect((await client.call('DELETE', `/uploads/${json.id}`)).status).toBe(204)
    await client.refused('not_found', 'GET', `/uploads/${json.id}`)
    await client.refused('not_found', 'DELETE', `/uploads/${json.id}`)
    await client.refused('not_found', 'GET', `/recordings/${json.recordingId}`)
    expect(await putPart(json.parts[0], second)).toEqual({ status: 404, code: 'not_found' })
    expect(await incoming()).toEqual([])
    expect((await client.get('/me/usage')).json.cycle.recordings).toBe(0)
  })

  it.each(['cancel', 'delete'])('ends with its recording: %s', async (how) => {
    const { client } = await api.newcomer()
    const { json } = await begin(client, second)
    await sendParts(json, second)
    const end = { cancel: ['POST', `/recordings/${json.recordingId}/cancel`], delete: ['DELETE', `/recordings/${json.recordingId}`] }[how]!
    expect((await client.call(end[0]!, end[1]!)).status).toBeLessThan(300)
    expect((await client.post(`/uploads/${json.id}/complete`)).json.code).toBe(how === 'cancel' ? 'cancelled' : 'not_found')
    expect(await incoming()).toEqual([])
  })
})

describe('a refusal', () => {
  it('of what is no recording comes with the completion, and stays', async () => {
    const { client } = await api.newcomer()
    const { json } = await begin(client, text, { fileName: 'letter.txt' })
    await sendParts(json, text)
    await client.refused('media_not_recognised', 'POST', `/uploads/${json.id}/complete`)
    await client.refused('media_not_recognised', 'POST', `/uploads/${json.id}/complete`)
    expect((await client.get(`/uploads/${json.id}`)).json.status).toBe('ended')
    expect(await statusOf(client, json.recordingId)).toBe('failed')
    expect(await incoming()).toEqual([])
  })

  it('of what can be known before comes before', async () => {
    const { client } = await api.newcomer('FREE')
    const size = (bytes: number) => ({ length: bytes }) as Uint8Array
    const codes: Record<string, () => ReturnType<typeof begin>> = {
      media_empty: () => begin(client, size(0)),
      upload_too_large: () => begin(client, size(limits.uploadBytesMax + 1)),
      language_not_installed: () => begin(client, second, { language: 'tlh' }),
    }
    for (const [code, sent] of Object.entries(codes)) expect((await sent()).json.code).toBe(code)
    const fields = { fileName: '', size: 1.5, contentType: 'a wav', language: 'no language', title: 'x'.repeat(limits.titleCharsMax + 1) }
    for (const [field, value] of Object.entries(fields)) {
      expect((await begin(client, second, { [field]: value })).json).toMatchObject({ code: 'bad_request', field })
    }
    await api.house.db.execute(sql`update plans set upload_bytes_max = 1000 where code = 'FREE'`)
    // However large it is, the limit that is named is the one that binds.
    for (const sent of [second, size(limits.uploadBytesMax + 1)]) {
      expect((await begin(client, sent)).json).toMatchObject({
        code: 'upload_too_large', detail: 'This file is larger than the 1 kB that the Free plan allows for one file.',
      })
    }
    await api.house.db.execute(sql`update plans set upload_bytes_max = 1e9, monthly_usage_limit = 0 where code = 'FREE'`)
    expect((await begin(client, second)).json.code).toBe('recordings_used_up')
    expect((await client.get('/recordings')).json.total).toBe(0)
  })

  it('meets whoever begins uploads without end', async () => {
    const { client, userId } = await api.newcomer()
    const { json } = await begin(client, second)
    await api.house.db.execute(sql`
      with more as (insert into recordings (user_id, source, language, status)
        select ${userId}, 'upload', 'en', 'uploading' from generate_series(2, ${limits.uploadsOpenMax}) returning id)
      insert into uploads (recording_id, object_key, arrival_id, bytes, part_bytes, expires_at)
      select id, 'k', 'a', 1, 1, now() + interval '1 hour' from more`)
    expect((await begin(client, second)).json.code).toBe('conflict')
    await client.call('DELETE', `/uploads/${json.id}`)
    expect((await begin(client, second)).status).toBe(201)
  })
})

describe('the address of a part', () => {
  it('takes that part alone, in full, and nothing that says to be another', async () => {
    const { client } = await api.newcomer()
    const { json } = await begin(client, second)
    const { url } = json.parts[0] as { url: string }
    expect(new URL(url).origin).toBe(api.url)
    for (const other of [url.replace('/1?', '/2?'), url.replace('bytes=', 'bytes=1'), url.replace('expires=', 'expires=1'),
      url.replace(json.id, (await begin(client, second)).json.id), url.split('&signature')[0]!, url.slice(0, -1)]) {
      expect([other, await putPart({ url: other }, second)]).toEqual([other, { status: expect.any(Number), code: expect.stringMatching(/forbidden|bad_request/) }])
    }
    const claim = { uploadId: json.id as string, number: 1, bytes: second.length, expiresAt: Date.now() - 1 }
    const old = `${api.url}/parts/${json.id}/1?bytes=${second.length}&expires=${claim.expiresAt}&signature=${
      signPartClaim(claim, api.house.services.config.secrets[0]!)}`
    expect(await putPart({ url: old }, second)).toEqual({ status: 403, code: 'forbidden' })
    expect(await putPart({ url }, second.subarray(1))).toEqual({ status: 400, code: 'bad_request' })
    for (const [body, code] of [[second.subarray(1), 'upload_incomplete'], [Buffer.concat([second, text]), 'upload_too_large']] as const) {
      const init = { method: 'PUT', body: inChunks(body), duplex: 'half' } as unknown as RequestInit
      expect(await (await fetch(url, init)).json()).toMatchObject({ code })
    }
    expect((await client.get(`/uploads/${json.id}`)).json.arrivedParts).toEqual([])
    const post = await fetch(url, { method: 'POST', body: 'x' })
    expect([post.status, post.headers.get('Allow')]).toEqual([405, 'PUT, OPTIONS'])
    expect(await putPart({ url }, second)).toEqual({ status: 204, code: null })
  })

  it('may be used by pages of the origins that may use the API', async () => {
    const { client } = await api.newcomer()
    const { url } = (await begin(client, second)).json.parts[0]
    const ask = (Origin: string) =>
      fetch(url, { method: 'OPTIONS', headers: { Origin, 'Access-Control-Request-Method': 'PUT' } })
    const allowed = (await ask('https://pages.example')).headers
    expect([allowed.get('Access-Control-Allow-Origin'), allowed.get('Access-Control-Allow-Methods')]).toEqual(['https://pages.example', 'PUT'])
    expect((await ask('https://others.example')).headers.get('Access-Control-Allow-Origin')).toBeNull()
  })
})
