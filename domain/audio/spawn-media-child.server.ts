import { spawn, type ChildProcess } from 'node:child_process'
import { parse } from 'node:path'
import type { Duplex, Readable, Writable } from 'node:stream'
import { nodeArguments } from '../compiled/compiled-entry.server'
import { OUTPUT_FD, READS_FD, type MediaOrder } from './media-wire'

/** JavaScript in the child only moves bytes about. FFmpeg's memory is not part of this; the watch looks after it. */
const CHILD_HEAP_MIB = 64

export interface MediaChild {
  process: ChildProcess
  stdout: Readable
  stderr: Readable
  /** The child asks for bytes of its file here. */
  reads: Duplex
  /** Decoded or encoded audio. */
  output: Readable
}

/** Starts a media child without the environment of its parent: it needs no secret, so none can leak from it. */
export function spawnMediaChild(order: MediaOrder): MediaChild {
  const args = [`--max-old-space-size=${CHILD_HEAP_MIB}`, ...nodeArguments('domain/audio/media-child/main.ts'), JSON.stringify(order)]
  const process_ = spawn(process.execPath, args, {
    cwd: parse(process.execPath).root,
    // The child reads packets in batches, which must not run at the same time.
    env: { NODE_ENV: 'production', UV_THREADPOOL_SIZE: '1' },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  })
  const [stdin, stdout, stderr] = process_.stdio as [Writable, Readable, Readable, ...unknown[]]
  const reads = process_.stdio[READS_FD] as Duplex
  const output = process_.stdio[OUTPUT_FD] as Readable
  // A pipe that breaks means that the child is gone, and its exit tells more than the pipe can.
  for (const stream of [stdin, stdout, stderr, reads]) stream.on('error', () => {})
  // Node throws away what nobody reads when a child exits; somebody who listens but reads later keeps it.
  output.on('readable', () => {})
  return { process: process_, stdout, stderr, reads, output }
}
