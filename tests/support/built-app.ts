import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ensureBuilt } from '../../start/build-pages'

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url))
const lockDir = path.join(repositoryRoot, 'node_modules/.cache/steno-build.lock')

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function takeLock(): boolean {
  try {
    mkdirSync(path.dirname(lockDir), { recursive: true })
    mkdirSync(lockDir)
    writeFileSync(path.join(lockDir, 'pid'), String(process.pid))
    return true
  } catch {
    return false
  }
}

function holderIsGone(): boolean {
  try {
    return !isAlive(Number(readFileSync(path.join(lockDir, 'pid'), 'utf8')))
  } catch {
    return false
  }
}

let built: Promise<void> | null = null

/** Builds the pages unless that is done; test files that run side by side wait for the one that builds. */
export function requireBuiltApp(): Promise<void> {
  return (built ??= build())
}

async function build(): Promise<void> {
  while (!takeLock()) {
    if (holderIsGone()) rmSync(lockDir, { recursive: true, force: true })
    await sleep(200)
  }
  try {
    await ensureBuilt(repositoryRoot, () => {})
  } finally {
    rmSync(lockDir, { recursive: true, force: true })
  }
}
