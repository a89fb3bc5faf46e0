import { spawn } from 'node:child_process'
import { nodeArguments } from '../compiled/compiled-entry.server'
import { AppError } from '../errors/app-error'
import type { Provider, ProviderWish } from './engine-config'

const PROBE_MS_MAX = 60_000
const OUTPUT_CHARS_MAX = 4000

export interface ProviderVerdict {
  /** What is in fact used. */
  provider: Provider
  /** Why it is not what was wished for; null where it is. */
  reason: string | null
}

/**
 * What recognition runs on here. The graphics card is tried in a child process, because the engine aborts its process where a library
 * is missing. Where it does not work, `auto` is answered with `cpu` and a sentence that says why; `cuda` insists, and `config_invalid`
 * is thrown.
 */
export async function probeProvider(wished: ProviderWish, vadModelPath: string): Promise<ProviderVerdict> {
  if (wished === 'cpu') return { provider: 'cpu', reason: null }
  const obstacle = await findObstacle(vadModelPath)
  if (obstacle === null) return { provider: 'cuda', reason: null }
  if (wished === 'auto') return { provider: 'cpu', reason: `Recognition runs on the processor: ${obstacle}.` }
  throw new AppError('config_invalid', `STENO_RECOGNIZER_PROVIDER is cuda, but ${obstacle}. Mend that, or set it to auto or cpu.`)
}

/** What keeps recognition from the graphics card, as the end of a sentence; null where nothing does. */
async function findObstacle(vadModelPath: string): Promise<string | null> {
  const { code, stdout, stderr } = await runProbe(vadModelPath)
  if (stderr.includes('Fallback to cpu')) {
    return 'the installed sherpa-onnx is built without CUDA; its libraries must be those of a GPU build'
  }
  // The engine may also end its process with code 0.
  if (stdout !== 'works') return `the CUDA libraries could not be loaded (${lastLine(stderr) ?? `exit ${code}`})`
  return null
}

function lastLine(text: string): string | null {
  return text.trim().split('\n').at(-1)?.trim() || null
}

function runProbe(vadModelPath: string): Promise<{ code: number | string; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [...nodeArguments('domain/recognition/threads/cuda-probe.ts'), vadModelPath], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PROBE_MS_MAX,
    killSignal: 'SIGKILL',
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout = (stdout + text).slice(-OUTPUT_CHARS_MAX)
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-OUTPUT_CHARS_MAX)
  })
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: error.message, stdout, stderr }))
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? 'unknown', stdout, stderr }))
  })
}
