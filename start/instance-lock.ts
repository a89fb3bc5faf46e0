import { createHash } from 'node:crypto'
import { realpath, rm } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { AppError } from '#domain/errors/app-error'

/**
 * Makes this process the only Steno on a data folder until it ends. The lock is a local socket that it listens on: the
 * system closes it with the process, kill -9 included, so it is never stale and can be taken by one only.
 *
 * Throws AppError `config_invalid` that names the process in the way.
 */
export async function takeInstanceLock(dataDir: string, publicUrl: string): Promise<void> {
  const name = `steno-${createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 24)}`
  // Linux has socket names outside the file system; elsewhere a file may be left behind, on which nobody answers.
  const address = process.platform === 'linux' ? `\0${name}` : path.join(os.tmpdir(), `${name}.sock`)
  if (await listen(address, publicUrl)) return
  const holder = await askHolder(address)
  if (!holder && process.platform !== 'linux') {
    await rm(address, { force: true })
    if (await listen(address, publicUrl)) return
  }
  throw new AppError(
    'config_invalid',
    `Steno already runs on ${dataDir}${holder ? ` (process ${holder.pid}, ${holder.url})` : ''}: ` +
      'use that one, stop it first, or set STENO_DATA_DIR and the ports to others.',
  )
}

function listen(address: string, url: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined)
      socket.end(JSON.stringify({ pid: process.pid, url }))
    })
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    )
    server.listen(address, () => resolve(true))
    server.unref()
  })
}

function askHolder(address: string): Promise<{ pid: number; url: string } | null> {
  return new Promise((resolve) => {
    let text = ''
    const socket = net.connect(address)
    socket.setTimeout(1000, () => socket.destroy())
    socket.on('data', (chunk) => (text += chunk.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => {
      try {
        resolve(JSON.parse(text) as { pid: number; url: string })
      } catch {
        resolve(null)
      }
    })
  })
}
