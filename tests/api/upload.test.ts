import { sql } from 'drizzle-orm'
import { describe, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { inPieces, second, text } from '#tests/support/use-uploads'
import type { ApiClient } from '#tests/support/api-client'
import { useApiHouse } from '#tests/support/api-house'

const api = useApiHouse()
const file = (bytes: Uint8Array, name = 'Weekly talk.wav') => [new Blob([new Uint8Array(bytes)]), name] as const

function form(fields: Record<string, string> = {}, ...files: (readonly [Blob, string])[]): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries({ language: 'en', ...fields })) data.append(name, value)
  for (const [blob, name] of files) data.append('file', blob, name)
  return data
}
const send = (
  client: ApiClient, body: FormData | Uint8Array | AsyncIterable<Uint8Array>, headers: Record<string, string> = {}, query = '',
) => client.send('POST', `/recordings${query}`, headers, body)

describe('POST /recordings', () => {
  it('takes a form in', async () => {
    const { client } = await api.newcomer()
    const { status, json, headers } = await send(client, form({ title: 'Họp' }, file(second)))
    expect(status).toBe(201)
    expect(json).toMatchObject({
      title: 'Họp', status: 'queued', language: 'en', totalMs: 1000, duplicateOf: null, queuePosition: expect.any(Number),
    })
    expect(headers.get('Location')).toBe(`/api/v1/recordings/${json.id}`)
    expect((await client.steno.recordings.get(json.id)).bytes).toBe(second.length)
  })

  it('takes a file as it is, also where its length is not said', async () => {
    const { client } = await api.newcomer()
    const body = inPieces(second)
    const { json } = await send(client, body, { 'Content-Type': 'audio/wav' }, '?language=en&fileName=..%2Ftalk.wav')
    expect(json).toMatchObject({ title: 'talk', status: 'queued' })
    expect(await client.steno.recordings.upload(new Blob([new Uint8Array(second)]), { title: 'Again' })).toMatchObject({ title: 'Again', language: 'auto', duplicateOf: { id: json.id, title: 'talk' } })
  })

  it('says what is wrong with what it does not take', async () => {
    const { client } = await api.newcomer()
    const codes: Record<string, () => ReturnType<typeof send>> = {
      media_not_recognised: () => send(client, form({}, file(text, 'letter.txt'))),
      media_empty: () => send(client, new Uint8Array(), { 'Content-Type': 'audio/wav' }, '?language=en'),
      unsupported_media_type: () => send(client, second, { 'Content-Type': 'text/plain' }),
      language_not_installed: () => send(client, form({ language: 'tlh' }, file(second))),
    }
    for (const [code, sent] of Object.entries(codes)) expect((await sent()).json.code).toBe(code)
    const fields: Record<string, () => ReturnType<typeof send>> = {
      language: () => send(client, form({ language: 'no language' }, file(second))),
      title: () => send(client, form({ title: 'x'.repeat(limits.titleCharsMax + 1) }, file(second))),
      modelId: () => send(client, second, { 'Content-Type': 'audio/wav' }, '?modelId=a%2Fb'),
      file: () => send(client, form()),
    }
    for (const [field, sent] of Object.entries(fields)) expect((await sent()).json).toMatchObject({ code: 'bad_request', field })
  })

  it('takes one file at a time, and says that the first has been taken', async () => {
    const { client } = await api.newcomer()
    const { json } = await send(client, form({}, file(second), file(second, 'b.wav')))
    expect(json).toMatchObject({ code: 'bad_request', field: 'file', detail: expect.stringContaining('the first has been taken') })
    expect((await client.steno.recordings.page()).total).toBe(1)
  })

  it('refuses what is larger than the plan allows, and keeps nothing of it', async () => {
    const { client } = await api.newcomer('FREE')
    await api.house.db.execute(`update plans set upload_bytes_max = 1000 where code = 'FREE'`)
    const { json } = await send(client, second, { 'Content-Type': 'audio/wav' }, '?language=en')
    expect(json).toMatchObject({ code: 'upload_too_large', status: 413 })
    expect((await client.steno.recordings.page()).total).toBe(0)
  })

  it('is for keys that may write', async () => {
    const { userId } = await api.newcomer()
    const reader = await api.withKey(userId, ['recordings:read'])
    expect((await send(reader, form({}, file(second)))).json.code).toBe('insufficient_scope')
  })
})

describe('an upload with an Idempotency-Key', () => {
  const key = { 'Idempotency-Key': 'upload-1' }

  it('is taken once, however it is wrapped for the second time', async () => {
    const { client } = await api.newcomer()
    const first = await send(client, form({ title: 'One' }, file(second)), key)
    const again = await send(client, form({ title: 'One' }, file(second)), key)
    expect([first.status, again.status, again.json]).toEqual([201, 201, first.json])
    expect(again.headers.get('Idempotent-Replay')).toBe('true')
    expect((await client.steno.recordings.page()).total).toBe(1)
  })

  it('is one recording too where the answer went down with its process', async () => {
    const { client } = await api.newcomer()
    const first = await send(client, form({}, file(second)), key)
    await api.house.db.execute(sql`delete from idempotency_keys`)
    const again = await send(client, form({}, file(second)), key)
    expect([again.status, again.json.id]).toEqual([201, first.json.id])
    expect((await client.steno.recordings.page()).total).toBe(1)
  })

  it('stands for that file and those fields', async () => {
    const { client } = await api.newcomer()
    await send(client, form({ title: 'One' }, file(second)), key)
    for (const other of [form({ title: 'Two' }, file(second)), form({ title: 'One' }, file(second.subarray(0, 9000)))]) {
      expect((await send(client, other, key)).json.code).toBe('idempotency_reused')
    }
    expect((await client.steno.recordings.page()).total).toBe(1)
  })

  it('is refused while it is still arriving for the first time', async () => {
    const { client } = await api.newcomer()
    const headers = { ...key, 'Content-Type': 'audio/wav' }
    let arrive = () => {}
    const body = inPieces(second, { piece: 2, run: () => new Promise<void>((resolve) => { arrive = resolve }) })
    const first = send(client, body, headers, '?language=en')
    const again = () => send(client, second, headers, '?language=en')
    await expect.poll(async () => (await client.steno.recordings.page()).total, { timeout: 20_000 }).toBe(1)
    expect((await again()).json.code).toBe('idempotency_running')
    arrive()
    expect([(await first).status, (await again()).json]).toEqual([201, (await first).json])
  })

  it('can be sent again where it broke off', async () => {
    const { client } = await api.newcomer()
    const broken = new AbortController()
    const body = inPieces(second, { piece: 2, run: () => { broken.abort(); return new Promise(() => {}) } })
    const headers = { ...key, 'Content-Type': 'audio/wav' }
    await expect(client.open('POST', '/recordings?language=en', headers, body, broken.signal)).rejects.toThrow()
    const again = async () => (await send(client, second, headers, '?language=en')).status
    await expect.poll(again, { interval: 100, timeout: 20_000 }).toBe(201)
    await expect.poll(async () => (await client.steno.recordings.page()).total).toBe(1)
  })
})
