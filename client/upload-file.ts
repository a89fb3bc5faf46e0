import type { components } from './api-types'
import type { CallOptions } from './call-options'
import type { Transport } from './transport'

export type NewRecording = components['schemas']['NewRecording']

export interface UploadOptions extends CallOptions {
  /** Default: that of a File. */
  fileName?: string
  /** BCP 47, or `auto`. */
  language?: string
  title?: string
  modelId?: string
  /** Told how many bytes have left; from 0 again where the file is sent again. */
  onProgress?: (sentBytes: number) => void
}

/** Sends a file with one request. */
export async function uploadFile(
  transport: Transport, baseUrl: string, file: Blob, { signal, idempotencyKey, onProgress, ...fields }: UploadOptions,
): Promise<NewRecording> {
  const named = { fileName: 'name' in file ? String(file.name) : undefined, ...fields }
  const query = new URLSearchParams(Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
  const headers = {
    'Content-Type': /^(audio|video)\//.test(file.type) ? file.type : 'application/octet-stream',
    'Idempotency-Key': idempotencyKey ?? crypto.randomUUID(),
  }
  const response = await transport.send(() => {
    const body = onProgress ? file.stream().pipeThrough(count(onProgress)) : file
    // The types of fetch do not know yet that a stream needs to be told apart from an exchange.
    return new Request(`${baseUrl}/recordings?${query}`, { method: 'POST', headers, body, signal, duplex: 'half' } as RequestInit)
  })
  return await response.json() as NewRecording
}

function count(onProgress: (sentBytes: number) => void): TransformStream<Uint8Array, Uint8Array> {
  let sent = 0
  return new TransformStream({
    transform(chunk, controller) {
      sent += chunk.length
      controller.enqueue(chunk)
      onProgress(sent)
    },
  })
}
