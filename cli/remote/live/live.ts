import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { gatherWav } from '#domain/audio/wav'
import { LiveClient } from '#domain/live/client/live-client'
import type { LiveState } from '#domain/live/client/live-state'
import { withStored } from '#domain/live/client/live-transcript'
import { makeMemoryTakeStore } from '#domain/live/client/take'
import { exitCodes } from '../../exit-codes'
import { recordingLink } from '../links'
import { requireClient, type Tools } from '../run-remote'
import { feed } from './feed'
import { makeLiveConnection, type LiveConnection } from './live-connection'
import { LiveText } from './live-text'
import { openMicrophone } from './microphone'
import { openSoundFile, type SoundInput } from './sound-input'
import type { SoundFormat } from './wav-header'

/** Sound that is shorter, in milliseconds, is not put into a file when the session is refused at its start: whoever spoke begins anew. */
const REFUSED_AT_ONCE_MS = 10_000

export interface LiveOptions {
  /** A WAV or bare samples; `-` is stdin. Without it, the microphone. */
  file?: string
  rate: number
  channels: number
  device?: string
  language?: string
  model?: string
  title?: string
  times?: boolean
  partials?: boolean
}

/** Speaks to Steno until the sound ends or Ctrl-C, and shows the words as they come. */
export async function live(tools: Tools, options: LiveOptions): Promise<number> {
  const { out, signal } = tools
  const { client, login } = await requireClient(tools)
  const connection = await makeLiveConnection(client, signal)
  const input = options.file === undefined ? await openMicrophone(options.device) : await openSoundFile(options.file)
  const speaker = new LiveClient({
    ...connection, store: makeMemoryTakeStore(), isKeptOnDisk: false,
    take: {
      id: randomUUID(), userId: '', sessionId: null, resumeTicket: null, offset: 0, title: options.title ?? '',
      language: options.language ?? 'auto', modelId: options.model ?? null, startedAt: Date.now(), isFinishing: false,
    },
  })
  const screen = !out.isJson && process.stdout.isTTY ? process.stdout : null
  const text = new LiveText({ out, times: options.times ?? false, partials: options.partials ?? false, screen })
  const stop = () => {
    input.stop()
    text.clear()
    out.note('Finishing … (Ctrl-C again leaves at once.)')
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    if (options.file === undefined) out.note(`Speak; ${input.name} records. Ctrl-C finishes.`)
    const over = follow(speaker, text, tools)
    const raw: SoundFormat = { rate: options.rate, channels: options.channels, sample: 's16' }
    await feed(input, { raw, speaker, signal, over })
    speaker.finish()
    const ended = await over
    await showRest(ended, connection, text)
    return await tellEnd(ended, await placeOfUnsent(ended, speaker, input), tools, login.url)
  } finally {
    signal.removeEventListener('abort', stop)
    input.stop()
    await speaker.close()
    connection.close()
  }
}

/** Shows what comes, and resolves when no more does. */
function follow(speaker: LiveClient, text: LiveText, { out }: Tools): Promise<LiveState> {
  let wasAway = false
  let hasBegun = false
  return new Promise((done) => {
    const look = () => {
      const { state } = speaker
      text.show(state)
      const isAway = state.link === 'waiting'
      if (isAway !== wasAway && state.link !== 'connecting') {
        text.clear()
        out.note(isAway ? `No connection (${state.trouble ?? 'the line is down'}); what is said is kept here.` : 'Connected again.')
        wasAway = isAway
      }
      if (!hasBegun && state.sessionId) {
        hasBegun = true
        void out.object({ type: 'started', recordingId: state.sessionId, model: state.usedModelId }).catch(() => {})
      }
      if (!state.outcome && state.trouble !== 'unauthenticated') return
      stop()
      done(state)
    }
    const stop = speaker.subscribe(look)
    look()
  })
}

/** Passages whose words were lost with a connection are stored all the same. */
async function showRest({ outcome, transcript }: LiveState, { fetchStored }: LiveConnection, text: LiveText): Promise<void> {
  const id = outcome?.kind === 'ended' ? outcome.recordingId : null
  const stored = id === null ? null : await fetchStored(id).catch(() => null)
  text.show({ transcript: stored ? withStored(transcript, stored.segments) : transcript })
  await text.settle()
}

async function tellEnd({ outcome, trouble }: LiveState, unsaid: string | null, { out }: Tools, origin: string): Promise<number> {
  if (unsaid) out.fail({ code: 'unsent', message: `What did not reach Steno is in ${unsaid}.`, hint: `Send it with: steno transcribe ${unsaid}`, exitCode: 1 })
  if (outcome?.kind === 'ended') {
    const { recordingId, reason } = outcome
    const link = recordingId === null ? null : recordingLink(origin, recordingId)
    out.note(link === null ? 'Nothing was said, and nothing is kept.' : `${reason === 'quota' ? 'The plan’s minutes are used up. ' : ''}Kept as ${link}`)
    await out.object({ type: 'ended', recordingId, reason, link })
    return unsaid ? exitCodes.failed : exitCodes.ok
  }
  const refused = outcome?.kind === 'refused' ? outcome : null
  const code = refused?.code ?? outcome?.kind ?? trouble ?? 'failed'
  const messages: Record<string, string> = {
    superseded: 'Somebody else has gone on with this session.', unknown: 'The session was deleted.',
    unauthenticated: 'The key is not valid any more. Log in again with: steno login',
  }
  const exitCode = code === 'unauthenticated' ? exitCodes.unauthenticated : exitCodes.failed
  out.fail({ code, message: refused?.message ?? messages[code] ?? 'The session could not go on.', hint: null, exitCode })
  return exitCode
}

/** Where sound is that Steno does not have: a file is still there. Null where there is none, but what was said until a refusal at the start. */
function placeOfUnsent({ keptMs, sessionId, outcome }: LiveState, speaker: LiveClient, input: SoundInput): Promise<string> | string | null {
  const isRefusedAtOnce = outcome?.kind === 'refused' && sessionId === null && (input.isFile || keptMs < REFUSED_AT_ONCE_MS)
  if (keptMs === 0 || isRefusedAtOnce) return null
  return input.isFile ? input.name : rescue(speaker.unsent())
}

/** Puts sound that Steno does not have where it can be sent from later. */
async function rescue(frames: AsyncIterable<readonly Int16Array[]>): Promise<string> {
  const path = resolve(`steno-unsent-${new Date().toISOString().replace(/[:.]/g, '-')}.wav`)
  await writeFile(path, Buffer.from(await (await gatherWav(frames)).arrayBuffer()), { mode: 0o600 })
  return path
}
