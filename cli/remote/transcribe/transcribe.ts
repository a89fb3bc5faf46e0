import { access, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '#domain/limits/limits'
import { isBrokenPipe } from '../../command'
import { exitCodes } from '../../exit-codes'
import { UsageError } from '../../usage-error'
import { planOutputs, writeWhole } from '../../write-output'
import { describeFailure, isPassing } from '../failure'
import { recordingLink } from '../links'
import { requireClient, type Tools } from '../run-remote'
import { doneFileOf } from '../settings'
import { getTranscriptText, type Format } from '../transcript-text'
import { makeTurns } from './at-once'
import { makeBars, type Bars } from './bars'
import { DoneBefore } from './done-before'
import { lookAt, transcribeOne, wishOf, type Outcome, type Wish } from './one-file'
import { watchFolder } from './watch-folder'
import { makePlaces } from './watch-places'

export interface TranscribeOptions extends Wish {
  format: Format
  times?: boolean
  output?: string
  watch?: string
  /** Seconds. */
  settle: number
  wait: boolean
  jobs: number
}

interface Work extends TranscribeOptions {
  tools: Tools
  origin: string
  bars: Bars
  before: DoneBefore
  client: Awaited<ReturnType<typeof requireClient>>['client']
}

/** Uploads files, waits for their transcripts and writes them; with `--watch` also whatever comes into a folder. */
export async function transcribe(tools: Tools, files: string[], options: TranscribeOptions): Promise<number> {
  if (files.length === 0 && options.watch === undefined) throw new UsageError('Name at least one file, or a folder with --watch.')
  if (options.times && options.format !== 'txt') throw new UsageError('--times goes with --format txt: the others have times.')
  if (options.watch !== undefined) await requireFolder(options.watch)
  const plan = await planFor(files, options)
  const { client, login } = await requireClient(tools, limits.cliRetriesMax)
  const { id } = await client.account.me({ signal: tools.signal })
  const before = await DoneBefore.open(doneFileOf(tools.env), `${login.url} ${id}`)
  const work: Work = { ...options, tools, client, before, origin: login.url, bars: await makeBars(tools.out) }
  try {
    const turns = makeTurns(options.jobs)
    const ends = files.map((file) => turns(() => transcribeFile(file, plan?.get(file) ?? null, work)))
    // All are begun before the first is waited for; one that ends early must not count as one nobody waits for.
    const codes = await Promise.all(ends)
    if (options.watch !== undefined) await watch(options.watch, turns, work)
    return codes.find((code) => code !== exitCodes.ok) ?? exitCodes.ok
  } finally {
    work.bars.close()
  }
}

/** Where each file's transcript goes; null is stdout. With a watched folder it is always a folder. */
async function planFor(files: string[], { output, format, watch: watched }: TranscribeOptions): Promise<Map<string, string> | null> {
  if (output === undefined || files.length === 0) return null
  return planOutputs(files, watched === undefined ? output : `${output}/`, format)
}

async function requireFolder(folder: string): Promise<void> {
  const isFolder = (await stat(folder).catch(() => null))?.isDirectory() ?? false
  if (!isFolder) throw new UsageError(`${folder} is no folder that could be watched.`)
}

/** Answers the exit code that this file would give alone. */
async function transcribeFile(file: string, output: string | null, work: Work): Promise<number> {
  const { tools: { out, signal }, bars } = work
  signal.throwIfAborted()
  const bar = bars.open(basename(file))
  try {
    const { client, before, wait: waits } = work
    const awayMsMax = work.watch === undefined ? limits.cliAwayMsMax : Number.POSITIVE_INFINITY
    const outcome = await transcribeOne(file, { client, before, bar, signal, wish: work, waits, awayMsMax })
    if (waits) await deliver(file, outcome, output, work)
    else await tellQueued(file, outcome, work)
    bar.end(waits ? 'done' : `uploaded as ${outcome.recording.id}`)
    return exitCodes.ok
  } catch (error) {
    bar.end(signal.aborted ? 'interrupted' : 'failed')
    if (signal.aborted || isBrokenPipe(error)) throw error
    if (work.watch !== undefined && isPassing(error)) throw error
    const failure = describeFailure(error)
    out.fail(failure, file)
    const { code, message } = failure
    await out.object({ file, status: 'failed', error: { code, message } })
    return failure.exitCode
  }
}

async function deliver(file: string, { recording, isUploaded, noteDone }: Outcome, output: string | null, work: Work): Promise<void> {
  const { tools: { out, signal }, client, bars, origin, format, times } = work
  const text = await getTranscriptText(client, recording.id, { format, times, signal })
  if (output !== null) await writeWhole(output, text)
  else await bars.print(text.replace(/\n$/, ''))
  await noteDone(output)
  const told = output === null ? { text } : { output }
  await out.object({ file, status: 'done', recordingId: recording.id, link: recordingLink(origin, recording.id), isUploaded, format, ...told })
}

async function tellQueued(file: string, { recording, isUploaded }: Outcome, { tools: { out }, bars, origin }: Work): Promise<void> {
  const link = recordingLink(origin, recording.id)
  await bars.print(`${recording.id}  ${file}`)
  await out.object({ file, status: recording.status, recordingId: recording.id, link, isUploaded })
}

/** Goes on until the command is stopped; a file whose server is away waits for it. */
async function watch(folder: string, turns: ReturnType<typeof makeTurns>, work: Work): Promise<never> {
  const { tools: { out, signal }, output, format, before } = work
  const placeOf = output === undefined ? () => null : makePlaces({ folder, output, format, before })
  const take = async (file: string) => {
    const place = placeOf(file)
    if (await isDone(file, place, work)) return
    while (!signal.aborted) {
      try {
        return void (await turns(() => transcribeFile(file, place, work)))
      } catch (error) {
        if (signal.aborted || !isPassing(error)) throw error
        out.note(`${file}: ${describeFailure(error).message} It is tried again.`)
        await sleep(limits.cliWatchAgainMs, undefined, { signal })
      }
    }
  }
  out.note(`Watching ${folder}; Ctrl-C ends it.`)
  const broken = new AbortController()
  const onFile = (file: string) => void take(file).catch((error: unknown) => broken.abort(error))
  const onTrouble = (error: unknown) => out.note(`${folder}: ${describeFailure(error).message}`)
  return watchFolder(folder, { settleMs: work.settle * 1000, signal: AbortSignal.any([signal, broken.signal]), onFile, onTrouble })
}

/** Whether this very file was done, and what was written of it is still there; or Steno does not take it. */
async function isDone(file: string, place: string | null, { before, ...wish }: Work): Promise<boolean> {
  const deed = before.findFile(await lookAt(file), wishOf(wish))
  if (deed?.state === 'refused') return true
  return deed?.state === 'done' && (place === null || (await access(place).then(() => true, () => false)))
}
