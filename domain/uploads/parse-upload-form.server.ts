import { once } from 'node:events'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { AppError } from '../errors/app-error'
import { limits } from '../limits/limits'
import { untrustedBody, uploadIncomplete } from './untrusted-body.server'
import { parseFileName } from './upload-fields'

export interface FormFile {
  /** The name of the form's input. */
  fieldName: string
  /** As the sender calls the file: any script, no path, never empty. */
  fileName: string
  /** The content as it arrives. It may be left unread, in whole or in part. */
  body: AsyncIterable<Uint8Array>
  /**
   * The text fields of the whole form, also those after the file; to be asked for once the body has been read. The form may
   * then hold no other file. Fails as `parseUploadForm` does.
   */
  allFields(): Promise<ReadonlyMap<string, string>>
}

export interface UploadFormOptions {
  /** Called for one file after another, with the text fields that came before it. The sender waits while it works. */
  onFile(file: FormFile, fields: ReadonlyMap<string, string>): Promise<void>
  /** The longest wait for the next bytes, in ms. Default: `limits.uploadStallMs`. */
  stallMs?: number
  signal?: AbortSignal
  /** Fields that may come more than once: their values are joined with commas. */
  lists?: readonly string[]
}

/**
 * Reads a multipart form as it arrives, never whole into memory, and answers its text fields (the last of a name
 * counts). An input in which no file was chosen is passed over. Throws what `onFile` throws, `bad_request` for what is
 * no such form or exceeds its limits, `upload_too_large`, `upload_stalled`, `upload_incomplete`, or the signal's
 * reason; the body of the file at hand then fails likewise, and `onFile` has come to its end.
 */
export async function parseUploadForm(
  request: Request,
  { onFile, stallMs = limits.uploadStallMs, signal, lists = [] }: UploadFormOptions,
): Promise<Map<string, string>> {
  const parser = makeParser(request)
  const failure = new AbortController()
  const stop = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal
  // Only the first failure counts: the others follow from it.
  const fail = (error: unknown) => failure.abort(error)
  const fields = new Map<string, string>()
  const streams = new Set<BusboyFileStream>()
  let hasParts = false
  let isOnlyFile = false
  let work = Promise.resolve()
  let finish = () => {}
  const whole = new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
    finish = () => resolve(fields)
    stop.addEventListener('abort', () => reject(stop.reason as Error), { once: true })
  })
  whole.catch(() => {})
  const failSecondFile = () => void (isOnlyFile && streams.size > 1 && fail(tooMuch('more than one file')))

  parser.on('field', (name, value, _isNameCut, isValueCut) => {
    hasParts = true
    if (isValueCut) fail(tooMuch(`a text field of more than ${limits.uploadFieldBytesMax} bytes`))
    const before = lists.includes(name) ? fields.get(name) : undefined
    fields.set(name, before === undefined ? value : `${before},${value}`)
  })
  parser.on('file', (fieldName, stream, fileName) => {
    hasParts = true
    // Streams that wait for their turn have no other listener, and an error without one ends the process.
    stream.on('error', (error) => stream.destroy(error))
    stream.on('limit', () => fail(tooLarge()))
    streams.add(stream)
    failSecondFile()
    work = work.then(() => handFile({ fieldName, fileName, stream })).catch(fail)
  })
  const giveUp = () => streams.forEach((stream) => stream.destroy(toError(stop.reason)))
  stop.addEventListener('abort', giveUp, { once: true })
  parser.on('filesLimit', () => fail(tooMuch(`more than ${limits.uploadFilesPerFormMax} files`)))
  parser.on('fieldsLimit', () => fail(tooMuch(`more than ${limits.uploadFieldsPerFormMax} text fields`)))
  parser.on('error', (error) => fail(hasParts ? uploadIncomplete(error) : notAForm(error)))

  async function handFile(file: { fieldName: string; fileName: string; stream: BusboyFileStream }): Promise<void> {
    if (stop.aborted) return
    // Browsers send a nameless, empty file for an input in which none was chosen.
    if (file.fileName) {
      const body = bodyOf(file.stream, stop)
      const allFields = () => {
        isOnlyFile = true
        failSecondFile()
        return whole
      }
      await onFile({ fieldName: file.fieldName, fileName: decodeFileName(file.fileName), body, allFields }, fields)
    }
    // The parser goes on only when everything of this file has been taken.
    file.stream.resume()
  }

  try {
    const finished = once(parser, 'finish', { signal: stop })
    finished.catch(() => {})
    for await (const chunk of untrustedBody(bodyOfRequest(request), { stallMs, signal: stop })) {
      await write(parser, chunk, stop)
    }
    parser.end()
    await finished
    finish()
  } catch (error) {
    fail(error)
  }
  await work
  stop.throwIfAborted()
  return fields
}

function makeParser(request: Request): BusboyInstance {
  const contentType = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data\b/i.test(contentType)) throw notAForm(new Error(`The content type is "${contentType}"`))
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      isPartAFile: (_fieldName, _contentType, fileName) => fileName !== undefined,
      // Paths are cut later: a name such as ".." must not be taken for "no file chosen".
      preservePath: true,
      limits: {
        files: limits.uploadFilesPerFormMax,
        fileSize: limits.uploadBytesMax,
        fields: limits.uploadFieldsPerFormMax,
        fieldSize: limits.uploadFieldBytesMax,
      },
    })
  } catch (error) {
    throw notAForm(error)
  }
}

function bodyOfRequest(request: Request): AsyncIterable<Uint8Array> {
  if (!request.body) throw notAForm(new Error('The request has no body'))
  const reader = request.body.getReader()
  // The stream's own iterator would wait for a stuck read before it cancels.
  const iterator = { next: () => reader.read() as Promise<IteratorResult<Uint8Array>>, return: cancel }
  async function cancel(): Promise<IteratorResult<Uint8Array>> {
    await reader.cancel()
    return { done: true, value: undefined }
  }
  return { [Symbol.asyncIterator]: () => iterator }
}

/** Resolves when the parser, and thus whoever reads the file at hand, is ready for more. */
function write(parser: BusboyInstance, chunk: Uint8Array, stop: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(stop.reason)
    stop.addEventListener('abort', onAbort, { once: true })
    parser.write(chunk, (error) => {
      stop.removeEventListener('abort', onAbort)
      if (error) reject(error)
      else resolve()
    })
  })
}

/** Fails with the reason for which the form was given up, whatever the stream itself says. */
async function* bodyOf(stream: BusboyFileStream, stop: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* stream.iterator({ destroyOnReturn: false })
  } catch (error) {
    throw stop.aborted ? stop.reason : error
  }
}

/** Browsers write a quotation mark in a name as %22. */
function decodeFileName(sent: string): string {
  return parseFileName(sent.replaceAll('%22', '"'))
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

function notAForm(cause: unknown): AppError {
  return new AppError('bad_request', 'The request is no complete multipart/form-data form.', { cause })
}

function tooMuch(what: string): AppError {
  return new AppError('bad_request', `The form holds ${what}, which is more than Steno takes at once.`)
}

function tooLarge(): AppError {
  const bytesMax = limits.uploadBytesMax
  const sentence = `The file is larger than the ${bytesMax.toLocaleString('en')} bytes allowed.`
  return new AppError('upload_too_large', sentence, { params: { bytesMax } })
}
