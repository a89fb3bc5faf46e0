import { ReadableStream } from 'node:stream/web'
import { describe, expect, it } from 'vitest'
import { collect, someBytes } from '#tests/support/chunks'
import { limits } from '../limits/limits'
import { parseUploadForm, type FormFile, type UploadFormOptions } from './parse-upload-form.server'

const boundary = 'x-steno-boundary'
const multipart = `multipart/form-data; boundary=${boundary}`

function postForm(form: FormData): Request {
  return new Request('http://steno.test/upload', { method: 'POST', body: form })
}

type Chunk = string | Uint8Array | Error

/** A request whose body comes in just these chunks; an error among them breaks the connection. */
function postRaw(chunks: Iterable<Chunk> | AsyncIterable<Chunk>, contentType = multipart): Request {
  async function* body() {
    for await (const chunk of chunks) {
      if (chunk instanceof Error) throw chunk
      yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    }
  }
  const stream = ReadableStream.from(body()) as unknown as BodyInit
  const init = { method: 'POST', body: stream, duplex: 'half', headers: { 'content-type': contentType } } as RequestInit
  return new Request('http://steno.test/upload', init)
}

function part(disposition: string, content: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`
}
const end = `--${boundary}--\r\n`

interface Taken { fieldName: string; fileName: string; content: Buffer; fields: Record<string, string> }

async function takeAll(request: Request, options: Partial<UploadFormOptions> = {}) {
  const files: Taken[] = []
  const fields = await parseUploadForm(request, {
    async onFile({ fieldName, fileName, body }, before) {
      const soFar = Object.fromEntries(before)
      files.push({ fieldName, fileName, content: await collect(body), fields: soFar })
    },
    ...options,
  })
  return { files, fields: Object.fromEntries(fields) }
}

describe('a whole form', () => {
  it('gives fields and files, one after another', async () => {
    const [one, two] = [someBytes(300_000, 1), someBytes(70_000, 2)]
    const form = new FormData()
    form.set('title', 'Cuộc họp thứ hai — 會議')
    form.append('files', new File([one], 'one.mp3', { type: 'audio/mpeg' }))
    form.append('files', new File([two], 'hai ấn bản (會議) "x".wav'))
    form.set('language', 'vi')
    const { files, fields } = await takeAll(postForm(form))
    expect(fields).toEqual({ title: 'Cuộc họp thứ hai — 會議', language: 'vi' })
    expect(files.map(({ fieldName, fileName }) => [fieldName, fileName])).toEqual([
      ['files', 'one.mp3'],
      ['files', 'hai ấn bản (會議) "x".wav'],
    ])
    expect(files[0]!.content.equals(one)).toBe(true)
    expect(files[1]!.content.equals(two)).toBe(true)
    expect(files[0]!.fields).toEqual({ title: 'Cuộc họp thứ hai — 會議' })
  })

  it.each([1, 7, 1000])('may come in chunks of %i bytes', async (size) => {
    const content = 'a line\r\n--not the boundary\r\n'.repeat(30)
    const text = part('name="title"', 'T') + part('name="f"; filename="a.txt"', content) + end
    const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size))
    const { files, fields } = await takeAll(postRaw(chunks))
    expect(fields).toEqual({ title: 'T' })
    expect(files[0]!.content.toString()).toBe(content)
  })

  it('passes over an input in which no file was chosen, but not over an empty file', async () => {
    const text = part('name="f"; filename=""', '') + part('name="f"; filename="empty.wav"', '') + end
    const { files } = await takeAll(postRaw([text]))
    expect(files.map(({ fileName, content }) => [fileName, content.length])).toEqual([['empty.wav', 0]])
  })

  it.each([
    ['filename="C:\\\\fakepath\\\\talk.mp3"', 'talk.mp3'],
    ['filename="../../etc/passwd"', 'passwd'],
    ["filename*=UTF-8''%E6%9C%83%E8%AD%B0.m4a", '會議.m4a'],
    ['filename="ghi âm.ogg"', 'ghi âm.ogg'],
    ['filename="say %22hi%22.wav"', 'say "hi".wav'],
    ['filename="a\u0000b\u202e.wav"', 'ab.wav'],
  ])('decodes %s', async (name, expected) => {
    const { files } = await takeAll(postRaw([part(`name="f"; ${name}`, 'x') + end]))
    expect(files.map(({ fileName }) => fileName)).toEqual([expected])
  })

  it('may have nothing in it', async () => {
    expect(await takeAll(postRaw([end]))).toEqual({ files: [], fields: {} })
  })

  it('goes on when a file is left unread, or half-read', async () => {
    const form = new FormData()
    for (const name of ['unread', 'half-read', 'read']) form.append('f', new File([someBytes(500_000)], name))
    form.set('after', 'yes')
    const seen: string[] = []
    const fields = await parseUploadForm(postForm(form), {
      async onFile({ fileName, body }) {
        seen.push(fileName)
        if (fileName === 'unread') return
        let bytes = 0
        for await (const chunk of body) {
          bytes += chunk.length
          if (fileName === 'half-read') break
        }
        if (fileName === 'read') expect(bytes).toBe(500_000)
      },
    })
    expect(seen).toEqual(['unread', 'half-read', 'read'])
    expect(fields.get('after')).toBe('yes')
  })

  it('makes the sender wait while a file is not taken', async () => {
    let sent = 0
    async function* sender() {
      yield `--${boundary}\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n`
      for (let i = 0; i < 200; i += 1) {
        sent += 1
        yield Buffer.alloc(64 * 1024)
      }
      yield `\r\n${end}`
    }
    let sentWhileWaiting = 0
    await parseUploadForm(postRaw(sender()), {
      async onFile({ body }) {
        await new Promise((resolve) => setTimeout(resolve, 200))
        sentWhileWaiting = sent
        await collect(body)
      },
    })
    expect(sent).toBe(200)
    expect(sentWhileWaiting).toBeLessThan(10)
  })
})

describe('a form that is broken', () => {
  const begun = part('name="title"', 'T') + part('name="f"; filename="a.wav"', 'RIFF').trimEnd()

  /** The error of the form, and the one that whoever reads the file gets. */
  async function fail(request: Request, options: Partial<UploadFormOptions> = {}) {
    let ofFile: unknown = null
    const ofForm = await parseUploadForm(request, {
      async onFile({ body }: FormFile) {
        await collect(body).catch((error: unknown) => {
          ofFile = error
          throw error
        })
      },
      ...options,
    }).then(() => 'no error', (error: unknown) => error)
    return { ofForm, ofFile }
  }

  it('because it ends within a file is incomplete', async () => {
    for (const text of [begun, `${begun}\r\n--${boundary.slice(0, 5)}`, `${begun}\r\n--${boundary}`]) {
      const { ofForm } = await fail(postRaw([text]))
      expect(ofForm, text.slice(-20)).toMatchObject({ code: 'upload_incomplete', retryable: true })
    }
    expect((await fail(postRaw([begun]))).ofFile).toMatchObject({ code: 'upload_incomplete' })
  })

  it('because the connection broke is incomplete', async () => {
    const { ofForm, ofFile } = await fail(postRaw([begun, new Error('read ECONNRESET')]))
    expect(ofForm).toMatchObject({ code: 'upload_incomplete' })
    expect(ofFile).toBe(ofForm)
  })

  it('because the sender stalls is given up', async () => {
    async function* stuck() {
      yield begun
      await new Promise(() => {})
    }
    const { ofForm, ofFile } = await fail(postRaw(stuck()), { stallMs: 50 })
    expect(ofForm).toMatchObject({ code: 'upload_stalled', retryable: true })
    expect(ofFile).toBe(ofForm)
  })

  it('because it was aborted fails with the reason', async () => {
    const controller = new AbortController()
    const reason = new Error('the server stops')
    async function* stuck() {
      yield begun
      setTimeout(() => controller.abort(reason), 20)
      await new Promise(() => {})
    }
    const { ofForm, ofFile } = await fail(postRaw(stuck()), { signal: controller.signal })
    expect(ofForm).toBe(reason)
    expect(ofFile).toBe(reason)
  })

  it('because a file was refused fails so at once, without the rest', async () => {
    const refusal = new Error('no such quota')
    let isCancelled = false
    async function* endless() {
      try {
        yield begun
        while (true) yield Buffer.alloc(64 * 1024)
      } finally {
        isCancelled = true
      }
    }
    const { ofForm } = await fail(postRaw(endless()), { onFile: async () => Promise.reject(refusal) })
    expect(ofForm).toBe(refusal)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(isCancelled).toBe(true)
  })

  it('because a file is refused while others wait behind it, hands out none of those', async () => {
    const text = ['a', 'b', 'c'].map((name) => part(`name="f"; filename="${name}"`, 'x')).join('') + end
    const seen: string[] = []
    const { ofForm } = await fail(postRaw([text]), {
      async onFile({ fileName }) {
        seen.push(fileName)
        throw new Error(`not ${fileName}`)
      },
    })
    expect(ofForm).toMatchObject({ message: 'not a' })
    expect(seen).toEqual(['a'])
  })

  it.each([
    ['nothing at all', [], multipart],
    ['no boundary in it', ['hello'], multipart],
    ['no boundary named', [end], 'multipart/form-data'],
    ['another content type', ['a=b'], 'application/x-www-form-urlencoded'],
  ])('because there is %s is refused', async (_, chunks, contentType) => {
    expect((await fail(postRaw(chunks, contentType))).ofForm).toMatchObject({ code: 'bad_request', status: 400 })
  })

  it('because it has no body is refused', async () => {
    const request = new Request('http://steno.test/', { method: 'POST', headers: { 'content-type': multipart } })
    expect((await fail(request)).ofForm).toMatchObject({ code: 'bad_request' })
  })

  it.each([
    ['files', part('name="f"; filename="a"', 'x').repeat(limits.uploadFilesPerFormMax + 1), /files/],
    ['fields', part('name="a"', 'x').repeat(limits.uploadFieldsPerFormMax + 1), /text fields/],
    ['text in a field', part('name="a"', 'x'.repeat(limits.uploadFieldBytesMax + 1)), /text field of/],
  ])('because it has too many %s is refused', async (_, parts, sentence) => {
    const { ofForm } = await fail(postRaw([parts + end]))
    expect(ofForm).toMatchObject({ code: 'bad_request', message: expect.stringMatching(sentence) })
  })

  it('takes as much as the limits say', async () => {
    const text = part('name="f"; filename="a"', 'x').repeat(limits.uploadFilesPerFormMax)
      + part('name="a"', 'x'.repeat(limits.uploadFieldBytesMax)).repeat(limits.uploadFieldsPerFormMax) + end
    expect((await takeAll(postRaw([text]))).files).toHaveLength(limits.uploadFilesPerFormMax)
  })
})

describe('a form that says what it says after its file', () => {
  const file = part('name="f"; filename="a.txt"', 'content')
  const readLater = async (chunks: string[], options: Partial<UploadFormOptions> = {}) => {
    const said: Record<string, string>[] = []
    await parseUploadForm(postRaw(chunks), {
      async onFile({ body, allFields }) {
        await collect(body)
        said.push(Object.fromEntries(await allFields()))
      },
      ...options,
    })
    return said
  }

  it('is heard to its end, and a list is joined', async () => {
    const fields = part('name="l[]"', 'a') + part('name="l[]"', 'b') + part('name="m"', '1') + part('name="m"', '2')
    expect(await readLater([part('name="before"', 'x') + file, fields, end], { lists: ['l[]'] }))
      .toEqual([{ before: 'x', 'l[]': 'a,b', m: '2' }])
  })

  it('holds one file, whenever the second comes', async () => {
    const two = { code: 'bad_request', message: expect.stringContaining('more than one file') }
    await expect(readLater([file + file + end])).rejects.toMatchObject(two)
    await expect(readLater([file + part('name="m"', '1'), file.slice(0, 30), file.slice(30), end])).rejects.toMatchObject(two)
  })

  it('fails those who listen when it breaks off', async () => {
    await expect(readLater([file + part('name="m"', '1')])).rejects.toMatchObject({ code: 'upload_incomplete' })
  })
})
