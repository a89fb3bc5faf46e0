/** An upload in parts, as the page's script is told of it. */
export interface PartUploadState {
  id: string
  bytes: number
  partBytes: number
  /** Numbers of the parts that have arrived, from 1. */
  arrived: number[]
  /** The next to be sent, each to an address of its own. */
  parts: { number: number; bytes: number; url: string }[]
  /** For how long, from the answer on; clocks differ. */
  urlsGoodForMs: number
}

/** An upload that was begun, on this page or elsewhere, and is not complete. */
export interface UnfinishedUpload {
  id: string
  fileName: string
  bytes: number
  /** Null for those of programs. */
  uploadKey: string | null
}

/** Reads what the server answered; null for anything else. */
export function parsePartUpload(value: unknown): PartUploadState | null {
  const upload = (value as { upload?: Partial<PartUploadState> } | null)?.upload
  const isWhole = typeof upload?.id === 'string' && Number.isSafeInteger(upload.bytes) && Number.isSafeInteger(upload.partBytes)
    && Array.isArray(upload.arrived) && Array.isArray(upload.parts) && Number.isFinite(upload.urlsGoodForMs)
  return isWhole ? upload as PartUploadState : null
}
