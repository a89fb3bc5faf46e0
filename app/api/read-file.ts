import { Readable } from 'node:stream'
import type { Request } from 'express'
import { AppError } from '#domain/errors/app-error'
import { limits } from '#domain/limits/limits'
import { parseUploadForm, type FormFile } from '#domain/uploads/parse-upload-form.server'
import { uploadIncomplete } from '#domain/uploads/untrusted-body.server'
import { spareBody } from '../web/spared-body.server'

/** A file as it arrives, with what is said about it; all of it untrusted. */
export interface ArrivingFile {
  fileName: string
  fields: ReadonlyMap<string, string>
  /** Also what is said after it; to be asked for once its bytes have been read. */
  allFields(): Promise<ReadonlyMap<string, string>>
  bytes: AsyncIterable<Uint8Array>
}

interface ReadFileOptions {
  /** Fields of a form that may come more than once: their values are joined with commas. */
  lists?: readonly string[]
  /** Whether a body of any type is taken for a file. */
  takesAnyType?: boolean
}

const rawTypes = /^(audio|video)\/[\w.+-]+ *(;|$)|^application\/(octet-stream|ogg|mp4|x-matroska) *(;|$)/i

/**
 * Hands on the one file of a request as it arrives: of a form, whose text fields come before it, or the body as it is,
 * about which the query says the same. What of it is left unread is read before this throws, within limits, so that
 * clients that are still sending get to see the refusal. Throws what `take` throws, `unsupported_media_type`, or what
 * `parseUploadForm` throws.
 */
export async function readFile<T>(
  request: Request, take: Take<T>, signal: AbortSignal, { lists, takesAnyType = false }: ReadFileOptions = {},
): Promise<T> {
  const type = request.get('Content-Type') ?? ''
  const isForm = /^multipart\/form-data *(;|$)/i.test(type)
  if (!isForm && !takesAnyType && !rawTypes.test(type)) {
    const takes = 'as multipart/form-data, or as it is with audio/…, video/… or application/octet-stream'
    throw new AppError('unsupported_media_type', `This takes a file: ${takes}.`)
  }
  // Whoever went while their key was looked up has nothing more to say.
  if (request.destroyed) throw uploadIncomplete(new Error('The connection is closed.'))
  const { request: spared, drain } = spareBody(asWebRequest(request, type))
  try {
    return await (isForm ? takeOfForm(spared, take, { signal, lists }) : takeWhole(spared, request.query, take))
  } catch (error) {
    await drain({ bytesMax: limits.uploadDrainBytesMax, stallMs: limits.uploadStallMs })
    throw error
  }
}

type Take<T> = (file: ArrivingFile) => Promise<T>

function takeWhole<T>({ body }: globalThis.Request, query: Request['query'], take: Take<T>): Promise<T> {
  const fields = new Map(Object.entries(query).filter((pair): pair is [string, string] => typeof pair[1] === 'string'))
  // Node's streams can be iterated, which the types of the browsers' do not say.
  const bytes = body as unknown as AsyncIterable<Uint8Array>
  return take({ fileName: fields.get('fileName') ?? '', fields, allFields: async () => fields, bytes })
}

async function takeOfForm<T>(
  request: globalThis.Request, take: Take<T>, options: { signal: AbortSignal; lists?: readonly string[] },
): Promise<T> {
  const taken: T[] = []
  const onFile = async ({ fileName, body, allFields }: FormFile, fields: ReadonlyMap<string, string>) => {
    if (taken.length > 0) {
      const message = 'One file at a time: the first has been taken, send the others with requests of their own.'
      throw new AppError('bad_request', message, { params: { field: 'file' } })
    }
    taken.push(await take({ fileName, fields, allFields, bytes: body }))
  }
  await parseUploadForm(request, { onFile, ...options })
  if (taken.length === 0) throw new AppError('bad_request', 'There is no file in this form.', { params: { field: 'file' } })
  return taken[0]!
}

/** The body as parsers of forms take it. */
function asWebRequest(request: Request, type: string): globalThis.Request {
  const headers = { 'Content-Type': type }
  const body = Readable.toWeb(request) as ReadableStream<Uint8Array>
  return new Request('http://localhost/', { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
}
