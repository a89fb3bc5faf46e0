import { isTranscriptFormat, type TranscriptFormat } from '#domain/transcripts/format-transcript'
import { readCommandLine } from './read-command-line'
import { UsageError } from './usage-error'

export interface TranscribeArguments {
  files: string[]
  format: TranscriptFormat
  /** BCP 47, or `auto`. */
  language: string
  modelId: string | null
  /** A file, or a folder for several; null is stdout. */
  output: string | null
  /** Whether `--format txt` has a time before each segment. */
  times: boolean
}

export const transcribeHelp = `Turns recordings, audio or video, into text.

Usage: npm run --silent transcribe -- FILE… [options]

  --format txt|srt|vtt|json  what to write; default txt, or what --output's extension says
  --times                    with txt: the time before each segment
  --language TAG             the language spoken, such as en or vi; default auto
  --model ID                 the model to use; npm run models -- list shows them
  --output FILE|DIR          where to write; default stdout. Several files need a folder.
  --help                     this text

The text goes to stdout, all else to stderr. Exit codes: 0 all is done, 1 some file failed (the others are
written), 2 the command line is wrong or names an unknown model, 130 interrupted.
`

/** The command line, or `help`; throws UsageError. */
export function parseTranscribeArguments(args: readonly string[]): TranscribeArguments | 'help' {
  const { values, positionals } = readCommandLine(args, {
    format: { type: 'string' }, times: { type: 'boolean' }, language: { type: 'string' }, model: { type: 'string' },
    output: { type: 'string', short: 'o' }, help: { type: 'boolean', short: 'h' },
  })
  if (values.help) return 'help'
  if (positionals.length === 0) throw new UsageError('Name at least one file.')
  const format = values.format ?? formatOf(values.output) ?? 'txt'
  if (!isTranscriptFormat(format)) throw new UsageError(`--format is ${format}, but takes txt, srt, vtt or json.`)
  if (values.times && format !== 'txt') throw new UsageError('--times goes with --format txt: the others have times.')
  const language = values.language ?? 'auto'
  if (!/^(auto|[a-z]{2,3}(-[a-z0-9]{2,8})*)$/i.test(language)) {
    throw new UsageError(`--language is ${language}, but takes auto or a tag such as en, vi or zh-TW.`)
  }
  if (!isLanguage(language)) throw new UsageError(`There is no such language: ${language}.`)
  return {
    files: positionals,
    format,
    language: language.toLowerCase() === 'auto' ? 'auto' : language,
    modelId: values.model ?? null,
    output: values.output ?? null,
    times: values.times ?? false,
  }
}

/** Whether the tag's language has a name, as every known one does. */
function isLanguage(tag: string): boolean {
  const [base] = tag.toLowerCase().split('-')
  return base === 'auto' || new Intl.DisplayNames('en', { type: 'language', fallback: 'none' }).of(base!) !== undefined
}

function formatOf(output: string | undefined): TranscriptFormat | null {
  const extension = output?.split('.').at(-1)?.toLowerCase() ?? ''
  return isTranscriptFormat(extension) ? extension : null
}
