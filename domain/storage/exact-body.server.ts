import { AppError } from '../errors/app-error'

/** Passes a body on that is just so long. Throws AppError `upload_too_large` or `upload_incomplete` for any other. */
export async function* exactBody(body: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let passed = 0
  for await (const chunk of body) {
    passed += chunk.length
    if (passed > bytes) {
      throw new AppError('upload_too_large', `This part is larger than its ${bytes} bytes.`, { params: { bytesMax: bytes } })
    }
    yield chunk
  }
  // Fails at the end rather than after it, so that no store gets to show a part that is cut.
  if (passed < bytes) {
    throw new AppError('upload_incomplete', `This part has ${passed} of its ${bytes} bytes: send it again.`)
  }
}
