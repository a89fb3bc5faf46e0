import { createHash } from 'node:crypto'
import type { Request } from 'express'
import type { z } from 'zod'
import { AppError } from '#domain/errors/app-error'
import { parseInput } from '#domain/errors/parse-input'
import { limits } from '#domain/limits/limits'
import { meterBody } from '#domain/storage/metered-body.server'
import { untrustedBody } from '#domain/uploads/untrusted-body.server'
import type { Endpoint, IncomingFile } from './endpoint'
import { readFile } from './read-file'
import { mayLeaveBodyOut } from './body-left-out'
import { hasNoBody, isJson, readJson } from './read-json'

/** What a request carries, whether it is read at once or as it arrives. */
export interface RequestBody {
  /** Hands it on, parsed. Throws what `use` throws, and AppErrors for bodies that are not as they should be. */
  read<T>(use: (body: unknown) => Promise<T>): Promise<T>
  /** Reads it to its end, for `parts` alone. */
  skim(): Promise<void>
  /** What tells it from another; null as long as it has not been read to its end. */
  parts(): (string | Uint8Array)[] | null
}

/** The body that an endpoint asks for. JSON is read here; a file is left to arrive. */
export async function openBody(endpoint: Endpoint, request: Request, signal: AbortSignal): Promise<RequestBody> {
  const { body: spec } = endpoint
  if (spec) refuseEncoded(request)
  if (!spec) return { read: (use) => use(undefined), skim: async () => {}, parts: () => [] }
  if ('file' in spec) return openFile(spec.file, request, signal)
  if ('form' in spec) return untold((use) => readForm(spec, request, use, signal))
  if ('media' in spec && !isJson(request)) {
    return untold((use) => readFile(request, ({ bytes }) => use({ bytes }), signal, { takesAnyType: true }))
  }
  if ('media' in spec) {
    const { value } = await readJson(request)
    return untold((use) => use({ json: parseInput(spec.media, value) }))
  }
  if (mayLeaveBodyOut(endpoint) && hasNoBody(request)) {
    return { read: async (use) => use(parseInput(spec.json, {})), skim: async () => {}, parts: () => [] }
  }
  const { value, bytes } = await readJson(request)
  return { read: async (use) => use(parseInput(spec.json, value)), skim: async () => {}, parts: () => [bytes] }
}

/** A body of which nobody asks whether it is the same as another. */
function untold(read: RequestBody['read']): RequestBody {
  return { read, skim: async () => {}, parts: () => null }
}

function readForm<T>(
  { form, lists }: { form: z.ZodObject; lists: readonly string[] }, request: Request, use: (body: unknown) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  return readFile(request, ({ fileName, bytes, allFields }) => use({
    fileName, bytes, allFields: async () => parseInput(form, Object.fromEntries(await allFields())),
  }), signal, { lists })
}

/** What is packed could be a thousand times as large as it looks. */
function refuseEncoded(request: Request): void {
  const encoding = request.get('Content-Encoding') ?? 'identity'
  if (encoding.toLowerCase() === 'identity') return
  throw new AppError('unsupported_media_type', 'Bodies are taken as they are, without a Content-Encoding.')
}

function openFile(fieldsOf: z.ZodObject, request: Request, signal: AbortSignal): RequestBody {
  let parts: string[] | null = null
  const read = <T>(use: (file: IncomingFile) => Promise<T>) => readFile(request, async (file) => {
    const fields = parseInput(fieldsOf, Object.fromEntries(file.fields))
    const hash = createHash('sha256')
    async function* hashed() {
      for await (const chunk of file.bytes) {
        hash.update(chunk)
        yield chunk
      }
      parts = [file.fileName, JSON.stringify([...file.fields].sort()), hash.digest('hex')]
    }
    return use({ fileName: file.fileName, fields, bytes: hashed() })
  }, signal)
  return {
    read,
    skim: () => read(async ({ bytes }) => {
      const bounded = meterBody(untrustedBody(bytes, { stallMs: limits.uploadStallMs, signal }), { bytesMax: limits.uploadBytesMax })
      for await (const _ of bounded);
    }),
    parts: () => parts,
  }
}
