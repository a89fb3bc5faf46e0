import { isAppError } from '#domain/errors/app-error'
import { exitCodes } from './exit-codes'
import { UsageError } from './usage-error'
import { writeStdout } from './write-output'

/**
 * Runs a command: a signal that Ctrl-C aborts, and for every end the exit code that scripts may trust. A wrong command line
 * is answered with the part of `help` that says how the command is used.
 */
export async function runCommand(help: string, command: (signal: AbortSignal) => Promise<number>): Promise<void> {
  const interruption = new AbortController()
  const interrupt = () => interruption.abort(new Error('Interrupted.'))
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', interrupt)
  // The failed write itself rejects; without a listener Node would end the process with a stack trace.
  process.stdout.on('error', () => {})
  process.exitCode = await command(interruption.signal).catch((error: unknown) => {
    if (interruption.signal.aborted) return exitCodes.interrupted
    // `transcribe … | head`: whoever reads has had enough.
    if (isBrokenPipe(error)) return exitCodes.ok
    const usage = error instanceof UsageError ? `\n${usageOf(help)}\n` : ''
    process.stderr.write(`${describeError(error)}\n${usage}`)
    return isUsageError(error) ? exitCodes.usage : exitCodes.failed
  })
}

/** Runs a command that takes nothing but `--help`. */
export function runPlainCommand(help: string, command: (signal: AbortSignal) => Promise<number>): Promise<void> {
  return runCommand(help, async (signal) => {
    const [argument] = process.argv.slice(2)
    if (argument === '--help' || argument === '-h') {
      await writeStdout(help)
      return exitCodes.ok
    }
    if (argument !== undefined) throw new UsageError('This command takes nothing.')
    return command(signal)
  })
}

/** Whether what was asked for cannot be meant, whatever is installed. */
function isUsageError(error: unknown): boolean {
  if (isAppError(error)) return error.code === 'model_unknown' || error.code === 'language_not_in_model'
  return error instanceof UsageError
}

/** The paragraph that says how a command is used. */
function usageOf(help: string): string {
  return help.split('\n\n').find((paragraph) => paragraph.startsWith('Usage:')) ?? ''
}

/** One line for a person. */
export function describeError(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} Try --help.`
  if (isAppError(error)) return error.message
  const code = (error as NodeJS.ErrnoException)?.code
  if (code === 'ENOENT') return 'There is no such file.'
  if (code === 'EISDIR') return 'That is a folder, not a file.'
  if (code === 'EACCES') return 'The file may not be opened.'
  if (code === 'ENOSPC') return 'The disk is full.'
  return error instanceof Error ? error.message : String(error)
}

export function isBrokenPipe(error: unknown): boolean {
  return (error as NodeJS.ErrnoException)?.code === 'EPIPE'
}
