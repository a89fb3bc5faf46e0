import { Command } from 'commander'
import { usageFailure } from './failure'
import type { Out } from './out'
import { addAccountCommands } from './account/commands'
import { addLibraryCommands } from './library/commands'
import { addLiveCommand } from './live/command'
import { addTranscribeCommand } from './transcribe/command'

const FOOTER = `
Every command takes --json: results as objects, one a line on stdout; errors as objects on stderr.

Environment:
  STENO_URL, STENO_KEY   server and API key, before those of steno login
  NO_COLOR               no colours

Exit codes: 0 done, 1 something failed (stderr says what), 2 the command line is wrong, 3 not logged in, or the key is not
valid or not for that, 4 the server does not answer, 130 interrupted.
`

/**
 * The command line. What a command does is loaded when it is called.
 * @param out where it is told what is wrong with it
 */
export function makeProgram(version: string, out: Pick<Out, 'fail'>): Command {
  const program = new Command('steno')
    .description('Speech into text, on a Steno server.')
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show how it is used')
    .helpCommand('help [command]', 'show how a command is used')
    .configureHelp({ showGlobalOptions: false })
    .addHelpText('after', FOOTER)
    .configureOutput({ outputError: (said) => out.fail(usageFailure(said.replace(/^error: /, '').trim())) })
    .exitOverride()
  addAccountCommands(program)
  addTranscribeCommand(program)
  addLiveCommand(program)
  addLibraryCommands(program)
  return program
}
