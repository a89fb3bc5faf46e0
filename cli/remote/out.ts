import { writeStdout } from '../write-output'
import type { Failure } from './failure'

/** Where a command writes: results to stdout, all else to stderr. */
export interface Out {
  /** Whether results are objects, one a line. */
  isJson: boolean
  /** A result for people; nothing with `--json`. */
  print(text: string): Promise<void>
  /** A result for programs; nothing without `--json`. */
  object(value: object): Promise<void>
  /** What is good to know; for people alone. */
  note(text: string): void
  /** What went wrong, and what to do. */
  fail(failure: Failure, subject?: string): void
  bold(text: string): string
  dim(text: string): string
}

/** `NO_COLOR` of any value, and whatever is no terminal, get no colours (no-color.org). */
export function makeOut(isJson: boolean, env: Readonly<Record<string, string | undefined>>): Out {
  const hasColour = Boolean(process.stdout.isTTY) && !env.NO_COLOR && env.TERM !== 'dumb'
  const styled = (code: number) => (text: string) => (hasColour && !isJson ? `\x1b[${code}m${text}\x1b[0m` : text)
  return {
    isJson,
    print: async (text) => {
      if (!isJson) await writeStdout(`${text}\n`)
    },
    object: async (value) => {
      if (isJson) await writeStdout(`${JSON.stringify(value)}\n`)
    },
    note: (text) => {
      if (!isJson) process.stderr.write(`${text}\n`)
    },
    fail({ code, message, hint }, subject) {
      const said = isJson
        ? JSON.stringify({ error: { code, message, ...(hint && { hint }), ...(subject && { file: subject }) } })
        : `${subject ? `${subject}: ` : ''}${message}${hint ? ` ${hint}` : ''}`
      process.stderr.write(`${said}\n`)
    },
    bold: styled(1),
    dim: styled(2),
  }
}
