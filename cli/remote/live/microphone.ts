import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { limits } from '#domain/limits/limits'
import { CliFailure } from '../failure'
import type { SoundInput } from './sound-input'

interface Recorder {
  command: string
  args: string[]
}

const SOX_OUT = ['-q', '-t', 'raw', '-r', '16000', '-e', 'signed-integer', '-b', '16', '-L', '-c', '1', '-']
const FFMPEG_OUT = ['-ac', '1', '-ar', '16000', '-f', 's16le', '-']

/** Programs that record here, the best first. `device` is what they call the microphone. */
export function recordersOf(platform: NodeJS.Platform, device: string | undefined): Recorder[] {
  const ffmpeg = (format: string, input: string): Recorder =>
    ({ command: 'ffmpeg', args: ['-hide_banner', '-loglevel', 'error', '-f', format, '-i', input, ...FFMPEG_OUT] })
  const rec: Recorder = { command: 'rec', args: SOX_OUT }
  if (platform === 'darwin') return [rec, ffmpeg('avfoundation', `:${device ?? '0'}`)]
  if (platform === 'win32') return [{ command: 'sox', args: ['-q', '-t', 'waveaudio', device ?? 'default', ...SOX_OUT.slice(1)] }]
  return [rec, ffmpeg('pulse', device ?? 'default'), ffmpeg('alsa', device ?? 'default')]
}

/** Records until it is stopped. Throws CliFailure where no program is there that can. */
export async function openMicrophone(device: string | undefined): Promise<SoundInput> {
  const troubles: string[] = []
  for (const { command, args } of recordersOf(process.platform, device)) {
    const input = await tryRecorder(command, args, device)
    if (typeof input !== 'string') return input
    troubles.push(`${command}: ${input}`)
  }
  const hint = 'Install sox or ffmpeg, or give sound with --file (a WAV, or - for stdin).'
  throw new CliFailure('no_microphone', `The microphone cannot be used. ${troubles.join('; ')}.`, hint)
}

/** The sound, once some has come; what was the matter, where the program ends before. */
async function tryRecorder(command: string, args: string[], device: string | undefined): Promise<SoundInput | string> {
  const env = { ...process.env, ...(device !== undefined && { AUDIODEV: device }) }
  // Ctrl-C is for us: the recorder is stopped when all of it is read.
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env, detached: process.platform !== 'win32' })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => { said = (said + chunk.toString()).slice(-500) })
  const failed = once(child, 'exit').then(() => said.trim().split('\n').at(-1) || 'ended at once', (error: NodeJS.ErrnoException) =>
    (error.code === 'ENOENT' ? 'not installed' : error.message))
  const begun = once(child.stdout, 'readable').then(() => null, () => null)
  const trouble = await Promise.race([failed, begun])
  if (trouble !== null || child.stdout.readableEnded || child.stdout.readableLength === 0) return trouble ?? (await failed)
  return { name: command, isFile: false, stream: child.stdout as Readable as AsyncIterable<Buffer>, aheadMsMax: limits.cliLiveKeptMsMax, stop: () => stop(child) }
}

function stop(child: ChildProcessByStdio<null, Readable, Readable>): void {
  child.kill('SIGTERM')
}
