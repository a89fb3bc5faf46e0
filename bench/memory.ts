import { readFileSync } from 'node:fs'
import { descendantsOf } from '#tests/support/house-process'

/** Watches the resident memory of a process and all its descendants, as Linux tells it. */
export function watchMemory(pid: number): { stop(): { peakBytes: number; parts: string } } {
  let peakBytes = 0
  let parts = ''
  const look = () => {
    const each = [pid, ...descendantsOf(pid)].map(residentBytes)
    const sum = each.reduce((total, bytes) => total + bytes, 0)
    if (sum <= peakBytes) return
    peakBytes = sum
    parts = each.map((bytes) => `${Math.round(bytes / 1e6)}`).join(' + ') + ' MB'
  }
  const timer = setInterval(look, 200)
  return {
    stop: () => {
      clearInterval(timer)
      return { peakBytes, parts }
    },
  }
}

function residentBytes(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kilobytes ?? 0) * 1024
  } catch {
    return 0
  }
}
