import { Option, type Command } from 'commander'
import { limits } from '#domain/limits/limits'
import { formatOption, jsonOption, timesOption, wholeNumber } from '../options'
import { runRemote } from '../run-remote'
import { formatFor } from '../transcript-text'
import type { AskOptions } from './ask'
import type { ExportOptions } from './export'
import type { ListOptions } from './list'
import type { SearchOptions } from './search'

type Json = { json?: boolean }

const ROWS_MAX = 100_000

export function addLibraryCommands(program: Command): void {
  program.command('search').argument('<query...>', 'words, or what is meant').description('find passages of your recordings')
    .addOption(new Option('--mode <mode>', 'by words and meaning, by meaning, or by the very words').choices(['hybrid', 'semantic', 'exact']))
    .option('--recording <id>', 'in this recording alone')
    .option('--language <tag>', 'in recordings of this language')
    .addOption(new Option('-n, --limit <number>', 'passages').default(10).argParser(wholeNumber(1, limits.searchResultsMax)))
    .addOption(jsonOption())
    .action((words: string[], options: SearchOptions & Json) =>
      runRemote(options, async (tools) => (await import('./search')).search(tools, words, options)))
  program.command('ask').argument('<question...>', 'to your recordings').description('get an answer that cites what it rests on')
    .option('--recording <id>', 'ask this recording alone')
    .option('--conversation <id>', 'go on with a conversation')
    .option('--language <tag>', 'the language of the answer (default: en)')
    .addOption(jsonOption())
    .action((words: string[], options: AskOptions & Json) =>
      runRemote(options, async (tools) => (await import('./ask')).ask(tools, words, options)))
  program.command('list').description('show your recordings, the newest first')
    .addOption(new Option('--status <status>', 'only these').choices(['uploading', 'queued', 'processing', 'done', 'failed', 'cancelled']))
    .option('--title <words>', 'only with these words in the title')
    .addOption(new Option('-n, --limit <number>', 'recordings').default(50).argParser(wholeNumber(1, ROWS_MAX)))
    .addOption(jsonOption())
    .action((options: ListOptions & Json) =>
      runRemote(options, async (tools) => (await import('./list')).list(tools, options)))
  program.command('export').argument('<id>', 'of a recording, or the address of its page').description('write a transcript')
    .addOption(formatOption()).addOption(timesOption())
    .option('--language <tag>', 'of a translation that has been made (default: as it was spoken)')
    .option('-o, --output <path>', 'a file or a folder (default: stdout)')
    .addOption(jsonOption())
    .action((id: string, options: Partial<ExportOptions> & Json) =>
      runRemote(options, async (tools) => (await import('./export')).exportTranscript(tools, id, { ...options, format: formatFor(options) })))
}
