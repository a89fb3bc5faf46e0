import { paths } from '~/web/paths'
import { askServer, type Asked } from './ask-server'
import { parsePartUpload, type PartUploadState } from './part-upload'
import { putPart } from './put-part'
import { sendParts } from './send-parts'
import { parseUploadAnswer } from './upload-answer'
import type { BreakReason, UploadAnswer } from './upload-item'

/** How an attempt ended: with the server's word on the file, or broken off, which another attempt may mend. */
export type PartsOutcome =
  | { kind: 'answered'; answer: UploadAnswer }
  /** `hasMoved`: parts have arrived that will not be sent again. */
  | { kind: 'broke'; reason: BreakReason; hasMoved: boolean }
  | { kind: 'aborted' }

export interface PartsOptions {
  file: File
  /** The same for every attempt: it goes on with what those before have begun. */
  uploadKey: string
  /** What is said about the file. */
  fields: Record<string, string>
  onProgress(sentBytes: number): void
  /** Every byte has arrived. */
  onSent(): void
  signal: AbortSignal
}

const ASK_MS = 30_000
/** Once all is there, the server puts it together and looks at it; a long one takes a while. */
const COMPLETE_MS = 5 * 60_000

/** Sends one file in parts, from where it was. Never rejects. */
export async function sendInParts({ file, uploadKey, fields, onProgress, onSent, signal }: PartsOptions): Promise<PartsOutcome> {
  let hasMoved = false
  const about = { ...fields, intent: 'begin', uploadKey, fileName: file.name, bytes: String(file.size) }
  const begun = await askServer(paths.uploads(), { fields: about, signal, waitMs: ASK_MS })
  let upload = stateOf(begun)
  if (!upload) return outcomeOf(begun, hasMoved)
  const { id } = upload
  while (upload.parts.length > 0) {
    const sent = await sendParts(upload, {
      put: (part, onPartProgress, partSignal) => {
        const start = (part.number - 1) * upload!.partBytes
        return putPart({ url: part.url, body: file.slice(start, start + part.bytes), onProgress: onPartProgress, signal: partSignal })
      },
      onProgress,
      signal,
    })
    hasMoved ||= sent.arrived > 0
    if (sent.end.kind === 'aborted') return sent.end
    if (sent.end.kind === 'broke') return { ...sent.end, hasMoved }
    const asked = await askServer(paths.partUpload(id), { signal, waitMs: ASK_MS })
    const next = stateOf(asked)
    if (!next) return outcomeOf(asked, hasMoved)
    if (next.arrived.length <= upload.arrived.length) return { kind: 'broke', reason: 'server', hasMoved }
    upload = next
  }
  onSent()
  const fieldsOfEnd = { intent: 'complete' }
  return outcomeOf(await askServer(paths.partUpload(id), { fields: fieldsOfEnd, signal, waitMs: COMPLETE_MS }), hasMoved)
}

function stateOf(asked: Asked): PartUploadState | null {
  if (asked.kind !== 'answer' || asked.status >= 400) return null
  try {
    return parsePartUpload(JSON.parse(asked.text))
  } catch {
    // The page of a proxy that stands between.
    return null
  }
}

function outcomeOf(asked: Asked, hasMoved: boolean): PartsOutcome {
  if (asked.kind === 'aborted') return asked
  if (asked.kind === 'broke') return { ...asked, hasMoved }
  const answer = parseUploadAnswer(asked.text)
  // What is missing is sent in the next attempt, and an upload that is gone is begun anew.
  const isMended = answer?.ok === false && ['upload_incomplete', 'not_found'].includes(answer.error.code)
  if (isMended || answer === null && asked.status < 400) return { kind: 'broke', reason: 'server', hasMoved }
  return { kind: 'answered', answer: answer ?? { ok: false, error: { code: 'internal', params: {} } } }
}
