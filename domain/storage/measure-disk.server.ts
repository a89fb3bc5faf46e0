import { statfs } from 'node:fs/promises'

export interface Disk {
  /** What Steno may still use of it. */
  freeBytes: number
  totalBytes: number
}

/** The room on the disk that holds a folder; null where the system does not say. */
export async function measureDisk(dir: string): Promise<Disk | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(dir)
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
  } catch {
    return null
  }
}
