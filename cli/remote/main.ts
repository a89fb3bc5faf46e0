import { CommanderError } from 'commander'
import { exitCodes } from '../exit-codes'
import { makeOut } from './out'
import { makeProgram } from './program'

/** Runs what the command line says, and sets the exit code. */
export async function main(version: string): Promise<void> {
  try {
    await makeProgram(version, makeOut(process.argv.includes('--json'), process.env)).parseAsync()
  } catch (error) {
    // Help and version count as errors there; what was wrong has been said.
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
  }
}
