import type { UploadAnswer } from './upload-item'

/** Reads what the server answered. Null for anything else, such as the page of a proxy that stands between. */
export function parseUploadAnswer(text: string): UploadAnswer | null {
  const value = parseJson(text)
  if (!isRecord(value)) return null
  const { ok, recordingId, title, duplicateOf, error } = value
  if (ok === true && typeof recordingId === 'string' && typeof title === 'string') {
    const known = isRecord(duplicateOf) && typeof duplicateOf.id === 'string' && typeof duplicateOf.title === 'string'
    const same = known ? { id: duplicateOf.id as string, title: duplicateOf.title as string } : null
    return { ok, recordingId, title, duplicateOf: same }
  }
  if (ok === false && isRecord(error) && typeof error.code === 'string' && isRecord(error.params)) {
    return { ok, error: { code: error.code, params: error.params as Record<string, string | number> } }
  }
  return null
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A page of HTML, or nothing at all.
    return null
  }
}
