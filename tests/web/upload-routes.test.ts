import { randomUUID } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { tone, wavFile } from '#tests/support/media-fixtures'
import { Visitor } from '#tests/support/visitor'
import { startTestWeb, type TestWeb } from '#tests/support/web-server'

const wav = wavFile(tone({ hz: 440, ms: 1500 }))

let web: TestWeb
let ann: Visitor

beforeAll(async () => {
  web = await startTestWeb()
  ann = new Visitor(web.url)
  await ann.register('ann')
})
afterAll(() => web.close())
afterEach(() => expect(web.errors.splice(0)).toEqual([]))

/** A form as the page has it: the text fields first. */
function formWith(files: [name: string, content: Uint8Array][], fields: Record<string, string> = {}): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries({ language: 'en', modelId: '', ...fields })) form.append(name, value)
  for (const [name, content] of files) form.append('file', new Blob([new Uint8Array(content)]), name)
  return form
}

const partHead = (fileName: string) => '--b\r\nContent-Disposition: form-data; name="language"\r\n\r\nen\r\n'
  + `--b\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\n\r\n`

/** Begins a script's upload over a bare connection. */
function openUpload(bytes: number, onAnswer: (answer: { status: number; body: string }) => void = () => {}) {
  const headers = {
    'Cookie': [...ann.cookies].map((pair) => pair.join('=')).join('; '),
    'Content-Type': 'multipart/form-data; boundary=b', 'Content-Length': bytes,
  }
  return httpRequest(new URL('/upload/file', web.url), { method: 'POST', headers }, (response) => {
    let body = ''
    response.setEncoding('utf8').on('data', (part: string) => { body += part })
    response.on('end', () => onAnswer({ status: response.statusCode ?? 0, body }))
  })
}

/** Sends so many bytes as one file; rejects if the server hangs up while they are being sent. */
function sendWhole(bytes: number): Promise<{ status: number; body: string }> {
  const head = partHead('a.wav')
  const tail = '\r\n--b--\r\n'
  return new Promise((resolve, reject) => {
    const request = openUpload(head.length + bytes + tail.length, resolve)
    request.on('error', reject)
    request.write(head)
    const chunk = Buffer.alloc(1_000_000)
    const write = (left: number): void => {
      if (left === 0) return void request.end(tail)
      request.write(chunk, () => setImmediate(write, left - chunk.length))
    }
    write(bytes)
  })
}

const rows = async (where = sql`true`) => (await web.db.execute(sql`
  select title, status, language, file_name, media_type, total_ms, error_code
    from recordings where ${where} order by created_at desc`)).rows

describe('the upload form without scripts', () => {
  it('is a plain form with the files last, and says which languages have no model', async () => {
    const { html } = await ann.open('/upload')
    const form = /<form[^>]*enctype="multipart\/form-data"[\s\S]*?<\/form>/i.exec(html)![0]
    expect(form.indexOf('name="language"')).toBeLessThan(form.indexOf('type="file"'))
    expect(form).toContain('<option value="en">English</option>')
    expect(html).not.toMatch(/type="file"[^>]*disabled/)
  })

  it('takes several files in, and tells of each what became of it', async () => {
    const sent = await ann.send('/upload', formWith([
      ['Họp nhóm.wav', wav], ['notes.txt', Buffer.from('just some text')], ['empty.wav', Buffer.alloc(0)],
    ]))
    expect(sent.status).toBe(200)
    const html = await sent.text()
    expect(html).toContain('Họp nhóm.wav')
    expect(html).toMatch(/href="\/recordings\/[0-9a-f-]{36}"/)
    expect(html).toContain('This is no audio or video that Steno can read.')
    expect(html).toContain('There is no sound in this file, or it is too short.')
    expect(await rows(sql`file_name = 'Họp nhóm.wav'`)).toEqual([{
      title: 'Họp nhóm', status: 'queued', language: 'en', file_name: 'Họp nhóm.wav', media_type: 'audio/wav',
      total_ms: '1500', error_code: null,
    }])
  })

  it('notices that the same file comes twice', async () => {
    const html = await (await ann.send('/upload', formWith([['again.wav', wav]], { title: 'Second' }))).text()
    expect(html).toContain('You already have this:')
    expect(html).toContain('>Họp nhóm</a>')
    expect(await rows(sql`title = 'Second'`)).toHaveLength(1)
  })

  it('tells what became of every file when one of them meets a defect', async () => {
    await web.db.execute(sql`alter table recordings add constraint defect check (file_name is distinct from 'b.wav')`)
    const form = formWith([['a.wav', wav], ['b.wav', wav], ['c.wav', wav]], { title: 'Three' })
    const answer = await ann.send('/upload', form)
    await web.db.execute(sql`alter table recordings drop constraint defect`)
    const html = await answer.text()
    expect(html.match(/Something went wrong on our side/g)).toHaveLength(1)
    expect(await rows(sql`title = 'Three' and status = 'queued'`)).toHaveLength(2)
    expect(web.errors.splice(0)).toEqual([expect.stringContaining('an upload failed')])
  })

  it('answers a refusal with its status, and a form without a file with what is missing', async () => {
    const text = await ann.send('/upload', formWith([['a.mp3', Buffer.from('not music at all, only words')]]))
    expect(text.status).toBe(422)
    const none = await ann.send('/upload', formWith([]))
    expect([none.status, await none.text()]).toEqual([400, expect.stringContaining('Choose at least one file.')])
    const odd = await ann.send('/upload', formWith([['b.wav', wav]], { language: '<script>' }))
    expect([odd.status, await odd.text()]).toEqual([400, expect.stringContaining('Choose one of the languages')])
  })

  it('refuses at once a language without a model, and a model that does not know the language', async () => {
    const before = (await rows()).length
    const none = await ann.send('/upload', formWith([['a.wav', wav]], { language: 'vi' }))
    expect([none.status, await none.text()])
      .toEqual([422, expect.stringContaining('No recognition model for this language')])
    const vietnamese = formWith([['a.wav', wav]], { language: 'vi', modelId: 'moonshine-tiny-en' })
    const other = await ann.send('/upload', vietnamese)
    expect([other.status, await other.text()])
      .toEqual([422, expect.stringContaining('does not recognise this language')])
    expect(await rows()).toHaveLength(before)
  })

  it('refuses a body that is no form', async () => {
    const headers = { 'Content-Type': 'text/plain' }
    const sent = await ann.fetch('/upload', { method: 'POST', body: 'hello', headers })
    expect(sent.status).toBe(400)
  })

  it('stops at the plan’s limits, and says what helps', async () => {
    const bob = new Visitor(web.url)
    await bob.register('bob')
    await web.db.execute(sql`update plans set monthly_usage_limit = 1, upload_bytes_max = 60000 where code = 'FREE'`)
    try {
      expect((await bob.send('/upload', formWith([['one.wav', wav]]))).status).toBe(200)
      const second = await bob.send('/upload', formWith([['two.wav', wav]]))
      expect([second.status, await second.text()])
        .toEqual([402, expect.stringContaining('recordings for this month are used up')])
      expect((await bob.open('/upload')).html).toContain('href="/settings/plan"')
    } finally {
      await web.db.execute(
        sql`update plans set monthly_usage_limit = 100, upload_bytes_max = 1073741824 where code = 'FREE'`)
    }
  })
})

describe('a refusal before the end of the body', () => {
  it('reaches the sender, who is still sending', async () => {
    await web.db.execute(sql`update plans set upload_bytes_max = 1000 where code = 'FREE'`)
    try {
      const answer = await sendWhole(30_000_000)
      expect(answer.status).toBe(413)
      expect(JSON.parse(answer.body)).toEqual({
        ok: false, error: { code: 'upload_too_large', params: expect.objectContaining({ bytesMax: 1000 }) },
      })
    } finally {
      await web.db.execute(sql`update plans set upload_bytes_max = 1073741824 where code = 'FREE'`)
    }
  })

  it('reaches the sender of a form that is given up as a whole', async () => {
    const empty = Array.from({ length: 20 }, (_, index): [string, Uint8Array] => [`${index}.txt`, Buffer.alloc(0)])
    const files = [...empty, ['one too many.wav', Buffer.alloc(8_000_000)] as [string, Uint8Array]]
    const sent = await ann.send('/upload', formWith(files))
    expect([sent.status, await sent.text()]).toEqual([400, expect.stringContaining('That was not understood')])
  })
})

describe('uploads by a script', () => {
  it('answer in JSON', async () => {
    const sent = await ann.send('/upload/file', formWith([['third.wav', wavFile(tone({ hz: 300, ms: 800 }))]]))
    expect([sent.status, await sent.json()]).toEqual([200, {
      ok: true, recordingId: expect.stringMatching(/^[0-9a-f-]{36}$/), title: 'third.wav', duplicateOf: null,
    }])
  })

  it('are told to log in rather than sent to a page', async () => {
    const sent = await new Visitor(web.url).send('/upload/file', formWith([['a.wav', wav]]))
    const refusal = { ok: false, error: { code: 'unauthenticated', params: {} } }
    expect([sent.status, await sent.json()]).toEqual([401, refusal])
  })

  it('leave nothing behind when the sender goes away', async () => {
    const before = await rows()
    const request = openUpload(1_000_000)
    request.on('error', () => {})
    request.write(partHead('gone.wav'))
    request.write(Buffer.alloc(5_000))
    await expect.poll(() => rows(sql`file_name = 'gone.wav'`)).toHaveLength(1)
    request.destroy()
    await expect.poll(async () => (await rows()).length).toBe(before.length)
    expect(await rows(sql`file_name = 'gone.wav'`)).toEqual([])
  })
})

describe('uploads in parts by a script', () => {
  const begin = (visitor: Visitor, fields: Record<string, string> = {}) => visitor.send('/uploads', {
    intent: 'begin', fileName: 'parts.wav', bytes: String(wav.length), language: 'en', uploadKey: randomUUID(), ...fields,
  })

  it('are begun, sent to this very origin, and completed', async () => {
    const sent = await begin(ann)
    const { upload } = await sent.json()
    expect([sent.status, upload]).toMatchObject([200, { bytes: wav.length, arrived: [], parts: [{ number: 1, bytes: wav.length }] }])
    expect((await ann.open('/upload')).html).toContain('Unfinished uploads')
    // Whoever has the address needs nothing else.
    const put = await fetch(new URL(upload.parts[0].url, web.url), { method: 'PUT', body: new Uint8Array(wav) })
    expect([upload.parts[0].url[0], put.status]).toEqual(['/', 204])
    expect((await (await ann.fetch(`/uploads/${upload.id}`)).json()).upload).toMatchObject({ arrived: [1], parts: [] })
    const ended = await ann.send(`/uploads/${upload.id}`, { intent: 'complete' })
    expect([ended.status, await ended.json()]).toMatchObject([200, { ok: true, title: 'parts.wav' }])
    expect((await ann.open('/upload')).html).not.toContain('Unfinished uploads')
  })

  it('are their owner’s alone', async () => {
    const { upload } = await (await begin(ann)).json()
    const mal = new Visitor(web.url)
    await mal.register('mal')
    for (const id of [upload.id, randomUUID(), 'x']) {
      expect((await mal.fetch(`/uploads/${id}`)).status).toBe(404)
      expect((await mal.send(`/uploads/${id}`, { intent: 'complete' })).status).toBe(404)
      expect((await mal.send(`/uploads/${id}`, { intent: 'discard' })).status).toBe(302)
    }
    const nobody = new Visitor(web.url)
    expect((await begin(nobody)).status).toBe(401)
    expect((await nobody.fetch(`/uploads/${upload.id}`)).status).toBe(401)
    expect((await ann.fetch(`/uploads/${upload.id}`)).status).toBe(200)
    expect((await ann.send(`/uploads/${upload.id}`, { intent: 'discard' })).status).toBe(302)
    expect((await ann.fetch(`/uploads/${upload.id}`)).status).toBe(404)
  })

  it('are given up by their key, by their owner alone', async () => {
    const uploadKey = randomUUID()
    const { upload } = await (await begin(ann, { uploadKey })).json()
    const kim = new Visitor(web.url)
    await kim.register('kim')
    expect((await kim.send('/uploads', { intent: 'discard', uploadKey })).status).toBe(204)
    expect((await ann.fetch(`/uploads/${upload.id}`)).status).toBe(200)
    expect((await ann.send('/uploads', { intent: 'discard', uploadKey })).status).toBe(204)
    expect((await ann.fetch(`/uploads/${upload.id}`)).status).toBe(404)
  })

  it('say what is wrong with what they do not take', async () => {
    const odd: [Record<string, string>, number, string][] = [
      [{ bytes: '0' }, 422, 'media_empty'], [{ bytes: '99999999999' }, 413, 'upload_too_large'], [{ bytes: '1e3' }, 400, 'bad_request'],
      [{ intent: 'nonsense' }, 400, 'bad_request'], [{ uploadKey: 'a\0b' }, 400, 'bad_request'], [{ language: 'vi' }, 422, 'language_not_installed'],
    ]
    for (const [fields, status, code] of odd) {
      const sent = await begin(ann, fields)
      expect([fields, sent.status, await sent.json()]).toMatchObject([fields, status, { ok: false, error: { code } }])
    }
    expect((await ann.send('/uploads/x', { intent: 'nonsense' })).status).toBe(400)
  })
})

describe('the sample recording', () => {
  it('is offered by an empty library, and is one click away', async () => {
    const eve = new Visitor(web.url)
    await eve.register('eve')
    expect((await eve.open('/library')).html).toContain('Try the sample recording')
    const sent = await eve.send('/library', { intent: 'sample', title: 'Sample recording' })
    expect(sent.status).toBe(302)
    const { html } = await eve.open(sent.headers.get('Location')!)
    expect(html).toContain('Sample recording</h1>')
    expect(html).toContain('Your recording is in the queue.')
    expect((await eve.open('/library')).html).not.toContain('Try the sample recording')
  })
})
