import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface S3Server {
  endpoint: string
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  /** The folder in which the server keeps what it was given, to look behind its back. */
  folder: string
  stop(): Promise<void>
}

/**
 * A real S3-compatible server (s3rver) on a free port of this machine, with one empty bucket, in a temporary folder. It
 * runs in a process of its own, because its page tokens need ciphers that OpenSSL 3 gives only on request.
 */
export async function startS3Server(): Promise<S3Server> {
  const folder = await mkdtemp(join(tmpdir(), 'steno-s3-'))
  const bucket = 'steno-test'
  const child = fork(fileURLToPath(new URL('s3-server-child.mjs', import.meta.url)), [folder, bucket], {
    execArgv: ['--openssl-legacy-provider'],
  })
  const exited = once(child, 'exit')
  const [{ port }] = (await Promise.race([
    once(child, 'message'),
    exited.then(([code]) => Promise.reject(new Error(`The S3 server ended with ${code} instead of starting`))),
  ])) as [{ port: number }]
  return {
    endpoint: `http://127.0.0.1:${port}`,
    bucket,
    region: 'us-east-1',
    accessKeyId: 'S3RVER',
    secretAccessKey: 'S3RVER',
    folder,
    async stop() {
      child.disconnect()
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}
