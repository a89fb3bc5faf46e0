/** What the API answers of an upload, as far as a sender needs it. */
export interface SendableUpload {
  partSize: number
  parts: { number: number; size: number; url: string }[]
}

type SendablePart = SendableUpload['parts'][number]

/** The same upload, with its addresses at the origin where a server of the tests is; it knows its port too late to say so. */
export function partsAt<Upload extends SendableUpload>(origin: string, upload: Upload): Upload {
  const moved = ({ url, ...part }: SendablePart) => ({ ...part, url: url.replace(/^https?:\/\/[^/]+/, origin) })
  return { ...upload, parts: upload.parts.map(moved) }
}

/** Sends a body to a part's address. */
export async function putPart({ url }: Pick<SendablePart, 'url'>, body: Uint8Array, headers: Record<string, string> = {}) {
  const response = await fetch(url, { method: 'PUT', body: new Uint8Array(body), headers })
  const text = await response.text()
  return { status: response.status, code: text.startsWith('{') ? (JSON.parse(text) as { code: string }).code : null }
}

/** Sends the parts of a file that an upload asks for. */
export async function sendParts({ partSize, parts }: SendableUpload, content: Uint8Array): Promise<void> {
  for (const part of parts) {
    const start = (part.number - 1) * partSize
    const { status } = await putPart(part, content.subarray(start, start + part.size))
    if (status >= 300) throw new Error(`Part ${part.number} was answered with ${status}.`)
  }
}
