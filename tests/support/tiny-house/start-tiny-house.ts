import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'

export interface TinyHouse {
  child: ChildProcess
  /** All that it wrote so far, stdout and stderr together. */
  output: () => string
  /** Resolves with the match when its output has one; rejects if it ends before. */
  says: (pattern: RegExp) => Promise<RegExpExecArray>
  /** Resolves with its exit code and signal. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** Starts main.ts beside this file, as `npm start` would start the product. */
export function startTinyHouse(env: Record<string, string>): TinyHouse {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(STENO_|DATABASE_URL|npm_)/.test(name)),
  )
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, 'main.ts')], {
    env: { ...clean, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk.toString()
    child.emit('said')
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  let hasEnded = false
  const ended = once(child, 'close').then(([code, signal]) => {
    hasEnded = true
    child.emit('said')
    return { code, signal }
  })
  const says = async (pattern: RegExp) => {
    for (;;) {
      const match = pattern.exec(output)
      if (match) return match
      if (hasEnded) throw new Error(`It ended without saying ${pattern}, but said:\n${output}`)
      await once(child, 'said')
    }
  }
  return { child, output: () => output, says, ended }
}
