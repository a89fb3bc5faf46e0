import { resolve } from 'node:path'
import { pino } from 'pino'
import { parseConfig } from '#domain/config/config.server'
import { modelDirsOf } from '#domain/models/model-dirs.server'
import { makeRecognition, type Recognition } from '#domain/recognition/recognition.server'
import { formatShortClock } from '#domain/transcripts/format-time'
import { transcriptFormats } from '#domain/transcripts/format-transcript'
import { formatTxt } from '#domain/transcripts/format-txt'
import type { Transcript } from '#domain/transcripts/transcript'
import { describeError, isBrokenPipe, runCommand } from './command'
import { exitCodes } from './exit-codes'
import { makeProgressLine } from './progress-line'
import { parseTranscribeArguments, transcribeHelp, type TranscribeArguments } from './transcribe-arguments'
import { transcribeFile } from './transcribe-file'
import { planOutputs, writeStdout, writeWhole } from './write-output'

/** npm runs scripts in the package's folder; paths are meant from where the user stands. */
const startFolder = process.env.INIT_CWD ?? process.cwd()

await runCommand(transcribeHelp, async (signal) => {
  const args = parseTranscribeArguments(process.argv.slice(2))
  if (args === 'help') {
    await writeStdout(transcribeHelp)
    return exitCodes.ok
  }
  const config = parseConfig(process.env)
  const output = args.output === null ? null : resolve(startFolder, args.output)
  const plan = output === null ? null : await planOutputs(args.files, keepSlash(args.output!, output), args.format)
  const logger = pino({ level: 'warn' }, pino.destination(2))
  const recognition = await makeRecognition({ ...modelDirsOf(config), ...config.recognizer, logger })
  try {
    // A wish that nothing fits is told before a file is opened.
    await recognition.choose(args)
    return await transcribeAll(args, plan, recognition, signal)
  } finally {
    await recognition.close()
  }
})

async function transcribeAll(
  args: TranscribeArguments,
  plan: ReadonlyMap<string, string> | null,
  recognition: Recognition,
  signal: AbortSignal,
): Promise<number> {
  const line = makeProgressLine(process.stderr)
  let exitCode: number = exitCodes.ok
  for (const file of args.files) {
    const onProgress = (doneMs: number, totalMs: number | null) =>
      line.show(file, totalMs ? doneMs / totalMs : null, formatShortClock(doneMs))
    try {
      const transcript = await transcribeFile(resolve(startFolder, file), {
        recognition,
        wish: args,
        signal,
        onProgress,
      })
      line.clear()
      if (transcript.segments.length === 0) process.stderr.write(`${file}: No speech was found.\n`)
      const text = format(transcript, args)
      const path = plan?.get(file)
      if (path) await writeWhole(path, text)
      else await writeStdout(text)
    } catch (error) {
      line.clear()
      if (signal.aborted || isBrokenPipe(error)) throw error
      process.stderr.write(`${file}: ${describeError(error)}\n`)
      exitCode = exitCodes.failed
    }
  }
  return exitCode
}

function format(transcript: Transcript, { format: name, times }: TranscribeArguments): string {
  return name === 'txt' ? formatTxt(transcript, { times }) : transcriptFormats[name].format(transcript)
}

/** Resolving drops the slash by which a user says that a folder is meant. */
function keepSlash(given: string, resolved: string): string {
  return /[\\/]$/.test(given) ? `${resolved}/` : resolved
}
