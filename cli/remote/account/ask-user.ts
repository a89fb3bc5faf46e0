import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { CliFailure } from '../failure'

/** Asks on stderr, so that stdout stays for results. */
export interface Asker {
  ask(question: string): Promise<string>
  /** What is typed is not shown, and taken as it is: a password may begin or end with a space. */
  askHidden(question: string): Promise<string>
  close(): void
}

/** Where stdin is no terminal, each answer is a line of it, and nothing is asked aloud. */
export function makeAsker(signal: AbortSignal): Asker {
  const isTerminal = Boolean(process.stdin.isTTY && process.stderr.isTTY)
  let isHidden = false
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (isTerminal && !isHidden) process.stderr.write(chunk)
      done()
    },
  })
  const lines = createInterface({ input: process.stdin, output, terminal: isTerminal })
  // Readline takes the key from the terminal; the command's own handling of it is wanted.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  const read = lines[Symbol.asyncIterator]()
  const ask = async (question: string, hidden: boolean) => {
    signal.throwIfAborted()
    if (isTerminal) process.stderr.write(question)
    isHidden = hidden
    const stopped = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    })
    const line = await Promise.race([read.next(), stopped]).finally(() => {
      isHidden = false
      if (isTerminal && hidden) process.stderr.write('\n')
    })
    if (line.done) throw new CliFailure('no_answer', `There is no answer to “${question.trim()}” on stdin.`)
    return hidden ? line.value : line.value.trim()
  }
  return {
    ask: (question) => ask(question, false),
    askHidden: (question) => ask(question, true),
    close: () => lines.close(),
  }
}
