import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const exec = promisify(execFile)

/** Arguments of a running process, or null where there is no such process. */
async function commandOf(pid: number): Promise<string | null> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')
  } catch {
    if (process.platform === 'linux') return null
    return exec('ps', ['-p', String(pid), '-o', 'command=']).then(
      ({ stdout }) => stdout,
      () => null,
    )
  }
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, name)
    return true
  } catch {
    return false
  }
}

/** Waits until the process is gone; false if it still runs after the time. */
export async function waitUntilGone(pid: number, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(25)) if (!signal(pid, 0)) return true
  return !signal(pid, 0)
}

/**
 * Stops a postmaster that a killed supervisor left on this data, and removes a pid file whose number now belongs to
 * another program (process numbers repeat soon in containers, and PostgreSQL would then refuse to start). A pid file
 * without any such process is left to PostgreSQL, which knows best whether its old backends are gone.
 *
 * @returns whether one was stopped
 */
export async function stopOldPostmaster(clusterDir: string, graceMs: number): Promise<boolean> {
  const pidFile = path.join(clusterDir, 'postmaster.pid')
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10)
  if (!Number.isInteger(pid) || pid <= 1) return false
  const command = await commandOf(pid)
  if (command === null) return false
  if (!/\bpostgres\b/.test(command) || !command.includes(clusterDir)) {
    await rm(pidFile, { force: true })
    return false
  }
  signal(pid, 'SIGINT')
  if (await waitUntilGone(pid, graceMs)) return true
  signal(pid, 'SIGQUIT')
  if (await waitUntilGone(pid, graceMs)) return true
  signal(pid, 'SIGKILL')
  await waitUntilGone(pid, graceMs)
  return true
}
