import { Option, type Command } from 'commander'
import { jsonOption, wholeNumber } from '../options'
import { runRemote } from '../run-remote'
import type { LiveOptions } from './live'

export function addLiveCommand(program: Command): void {
  program.command('live').description('speak, and read your words as you speak')
    .option('--file <path>', 'a WAV or bare 16-bit samples in place of the microphone; - is stdin')
    .addOption(new Option('--rate <hertz>', 'sample rate of bare samples').default(16_000).argParser(wholeNumber(8000, 192_000)))
    .addOption(new Option('--channels <number>', 'channels of bare samples').default(1).argParser(wholeNumber(1, 32)))
    .option('--device <name>', 'the microphone, as sox or ffmpeg call it')
    .option('-l, --language <tag>', 'the language spoken (default: found out)')
    .option('-m, --model <id>', 'the model to use (default: the server chooses)')
    .option('--title <text>', 'title of the recording')
    .option('--times', 'the time before each passage')
    .addOption(jsonOption())
    .option('--partials', 'with --json: also what is still being said')
    .addHelpText('after', `
Ctrl-C finishes: the rest is sent, recognised and kept. What is said while there is no connection is kept here and sent
later. The microphone needs sox (rec) or ffmpeg.

  ffmpeg -i talk.mp4 -f wav - | steno live --file -
`)
    .action((options: LiveOptions & { json?: boolean }) =>
      runRemote(options, async (tools) => (await import('./live')).live(tools, options)))
}
