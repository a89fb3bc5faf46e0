/** Which file an upload was begun with; the same one, chosen again, goes on. */
export interface RememberedUpload {
  uploadKey: string
  name: string
  bytes: number
  /** Unix ms. */
  lastModified: number
}

type FileFacts = Pick<File, 'name' | 'size' | 'lastModified'>
type Memory = Pick<Storage, 'getItem' | 'setItem'>

const NAME = 'steno-uploads'
/** Of more, the oldest are forgotten; they are begun anew then. */
const REMEMBERED_MAX = 100

/** What this browser has begun to send. Nothing where it keeps nothing, or something else stands there. */
export function readRemembered(memory: Memory | null): RememberedUpload[] {
  try {
    const stored: unknown = JSON.parse(memory?.getItem(NAME) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isRemembered) : []
  } catch {
    return []
  }
}

function isRemembered(value: unknown): value is RememberedUpload {
  if (typeof value !== 'object' || value === null) return false
  const { uploadKey, name, bytes, lastModified } = value as Partial<RememberedUpload>
  return typeof uploadKey === 'string' && typeof name === 'string' && typeof bytes === 'number' && typeof lastModified === 'number'
}

/** The key of the upload that was begun with this very file; null where there is none. */
export function recallUpload(memory: Memory | null, { name, size, lastModified }: FileFacts): string | null {
  const same = readRemembered(memory).find((one) =>
    one.name === name && one.bytes === size && one.lastModified === lastModified)
  return same?.uploadKey ?? null
}

export function rememberUpload(memory: Memory | null, uploadKey: string, { name, size, lastModified }: FileFacts): void {
  const others = readRemembered(memory).filter((one) => one.uploadKey !== uploadKey)
  write(memory, [{ uploadKey, name, bytes: size, lastModified }, ...others].slice(0, REMEMBERED_MAX))
}

export function forgetUpload(memory: Memory | null, uploadKey: string): void {
  write(memory, readRemembered(memory).filter((one) => one.uploadKey !== uploadKey))
}

function write(memory: Memory | null, remembered: RememberedUpload[]): void {
  try {
    memory?.setItem(NAME, JSON.stringify(remembered))
  } catch {
    // Full, or forbidden: then a closed tab costs what had been sent.
  }
}

/** Where a browser remembers; null where it does not let us. */
export function browserMemory(): Memory | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}
