import { spawn, type SpawnOptions } from 'node:child_process'
import type { SystemUser } from './system-user.server'

const CLEAN_ENV: NodeJS.ProcessEnv = {
  NODE_ENV: 'production',
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
}

/**
 * How a child becomes the database's user. The working directory is one that every user may enter. The environment is
 * not inherited: variables such as PGPORT must not leak in, and messages must be in English, since some are recognised.
 */
export function asUser(user: SystemUser | null): SpawnOptions {
  const identity = user ? { uid: user.uid, gid: user.gid } : {}
  return { ...identity, cwd: '/', env: CLEAN_ENV }
}

/**
 * Runs a program to its end as the given user.
 *
 * @returns exit code (null where it could not be started) and all that it wrote, stdout and stderr together
 */
export function runProgram(
  file: string,
  args: string[],
  user: SystemUser | null,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...asUser(user), stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (chunk: Buffer) => (output += chunk.toString())
    child.stdout?.on('data', collect)
    child.stderr?.on('data', collect)
    child.on('error', (error) => resolve({ code: null, output: error.message }))
    child.on('close', (code) => resolve({ code, output }))
  })
}

/** Whether the user may enter the folder, which also asks every folder above it. */
export async function mayEnter(folder: string, user: SystemUser | null): Promise<boolean> {
  return (await runProgram('/bin/sh', ['-c', 'cd -- "$0"', folder], user)).code === 0
}
