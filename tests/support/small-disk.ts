import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { open, rm, statfs } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'

/** What is left when it is full: enough for a row's worth, not for a recording. */
const ROOM_BYTES = 64 * 1024
const SIZE_BYTES = 32 * 1024 * 1024

export interface SmallDisk {
  /** On it; empty at first. */
  dir: string
  /** Whether it is a disk of its own, which can be measured. */
  isReal: boolean
  /** Leaves next to no room. */
  fill(): Promise<void>
  /** Makes the room again. */
  free(): Promise<void>
  remove(): Promise<void>
}

/**
 * A disk that can be full. Where this process may mount one, it is a real one, whose writes fail with ENOSPC. Elsewhere the
 * system refuses this process files of more than the room that is left, in the middle of a write just the same (EFBIG).
 */
export function makeSmallDisk(): SmallDisk {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'steno-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE_BYTES},mode=700`, 'steno-test', dir], { stdio: 'pipe' })
    return realDisk(dir)
  } catch {
    console.warn('SKIPPED: a disk of its own, which this user may not mount. A limit on the size of files takes its place.')
    return limitedFiles(dir)
  }
}

function realDisk(dir: string): SmallDisk {
  const ballast = path.join(dir, 'ballast')
  return {
    dir,
    isReal: true,
    async fill() {
      const { bavail, bsize } = await statfs(dir)
      const file = await open(ballast, 'w')
      await file.writeFile(Buffer.alloc(bavail * bsize - ROOM_BYTES))
      await file.close()
    },
    free: () => rm(ballast, { force: true }),
    async remove() {
      execFileSync('umount', [dir])
      await rm(dir, { recursive: true })
    },
  }
}

function limitedFiles(dir: string): SmallDisk {
  // The limit above stays as it is, so that the lower one can be taken back.
  const limit = (bytes: string) => execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`])
  return {
    dir,
    isReal: false,
    fill: async () => void limit(String(ROOM_BYTES)),
    free: async () => void limit('unlimited'),
    remove: () => rm(dir, { recursive: true }),
  }
}
