import { Option, type Command } from 'commander'
import { limits } from '#domain/limits/limits'
import { formatOption, jsonOption, seconds, timesOption, wholeNumber } from '../options'
import { runRemote } from '../run-remote'
import { formatFor, type Format } from '../transcript-text'
import type { TranscribeOptions } from './transcribe'

const JOBS = 3

export function addTranscribeCommand(program: Command): void {
  program.command('transcribe').argument('[files...]', 'recordings, audio or video')
    .description('upload recordings, wait for their transcripts, and write them')
    .option('-l, --language <tag>', 'the language spoken, such as en or vi (default: found out)')
    .option('-m, --model <id>', 'the model to use (default: the server chooses)')
    .addOption(formatOption()).addOption(timesOption())
    .option('-o, --output <path>', 'a file, or a folder for several (default: stdout)')
    .option('--no-wait', 'upload only, and print the ids')
    .option('-w, --watch <folder>', 'go on with what comes into this folder, until Ctrl-C')
    .addOption(new Option('--settle <seconds>', 'how long a watched file must not have grown').default(2).argParser(seconds(3600)))
    .addOption(new Option('-j, --jobs <number>', 'files at once').default(JOBS)
      .argParser(wholeNumber(1, limits.cliFilesAtOnceMax)))
    .addOption(jsonOption())
    .addHelpText('after', `
What Steno has already is not uploaded again: the same command, called again, goes on waiting where it was.

  steno transcribe talk.mp3 --format srt --output talk.srt
  steno transcribe --watch ~/recordings --output ~/transcripts
`)
    .action((files: string[], options: Omit<TranscribeOptions, 'format'> & { format?: Format; json?: boolean }) =>
      runRemote(options, async (tools) => (await import('./transcribe')).transcribe(tools, files, { ...options, format: formatFor(options) })))
}
