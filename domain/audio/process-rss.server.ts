import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const KIB = 1024

/** Resident memory of a process in bytes; null when it is gone, or where the system has no way to tell. */
export async function getProcessRss(pid: number): Promise<number | null> {
  try {
    const text = process.platform === 'linux'
      ? /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]
      : (await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])).stdout.trim()
    return text ? Number(text) * KIB : null
  } catch {
    return null
  }
}
