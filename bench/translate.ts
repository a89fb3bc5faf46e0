import { chmod, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startGuardedCluster } from '#db/embedded/guarded-cluster.server'
import { migrate } from '#db/migrate.server'
import { builtinModel } from '#tests/speech/live-models'
import { decodeAll } from '#tests/speech/shared-audio'
import { toInt16 } from '#tests/speech/speak'
import { translateLoudly } from '#tests/stand-ins/loud-translation'
import { startOpenAiServer } from '#tests/stand-ins/openai-server'
import { startSteno } from './live/servers'
import { quantile, Speaker, type Heard } from './live/speaker'

/**
 * Live translation over a real socket, with a stand-in for the language model that takes as long as a quick one: how long a settled
 * passage waits for its translation, how long the first translation of it takes after its first final, and how often the provider is
 * asked, against asking for every change of the text.
 */
const { values } = parseArgs({
  options: {
    /** What the stand-in takes for an answer. */
    delayMs: { type: 'string', default: '400' },
    seconds: { type: 'string', default: '60' },
    languages: { type: 'string', default: 'vi' },
  },
})
const delayMs = Number(values.delayMs)
const seconds = Number(values.seconds)

const dataDir = await mkdtemp(path.join(os.tmpdir(), 'steno-bench-'))
await chmod(dataDir, 0o711)
const cluster = await startGuardedCluster(
  { cluster: { dataDir, password: 'bench', durable: true, graceMs: 5000 }, throwAway: true }, console.warn,
)
const provider = await startOpenAiServer()
provider.answerWith(async (messages) => {
  await sleep(delayMs)
  return translateLoudly(messages)
})
try {
  await migrate(cluster.url)
  const server = await startSteno(await builtinModel(), cluster.url, {
    env: { OPENAI_BASE_URL: provider.url, STENO_LLM_MODEL: 'stand-in' }, start: { translateTo: values.languages },
  })
  const sample = toInt16(await decodeAll('public/sample/steno-sample.mp3'))
  const speech = new Int16Array(seconds * 16_000)
  for (let at = 0; at < speech.length; at += sample.length) speech.set(sample.subarray(0, speech.length - at), at)
  const speaker = new Speaker({ ...(await server.door()), speech, from: 0, phaseMs: 0 })
  await speaker.open()
  speaker.speak()
  await sleep(seconds * 1000 + delayMs + 3000)
  speaker.stop()
  await server.stop()
  report(speaker.heard)
} finally {
  await provider.close()
  await cluster.stop()
  await rm(dataDir, { recursive: true, force: true })
}

function report(heard: readonly Heard[]): void {
  const first = (of: Heard['type'], fits: (message: Record<string, unknown>) => boolean) =>
    heard.find(({ type, message }) => type === of && fits(message))?.at
  const ids = [...new Set(heard.flatMap(({ type, message }) => (type === 'final' && message.committed ? [message.segmentId] : [])))]
  const finals: number[] = []
  const firsts: number[] = []
  for (const id of ids) {
    const settled = first('final', ({ segmentId, committed }) => segmentId === id && committed === true)
    const paused = first('final', ({ segmentId }) => segmentId === id)
    const translated = first('translation', ({ segmentId, status }) => segmentId === id && status === 'final')
    const seen = heard.find(({ type, at, message }) => type === 'translation' && message.segmentId === id && at >= paused!)?.at
    if (settled !== undefined && translated !== undefined) finals.push(translated - settled)
    if (paused !== undefined && seen !== undefined) firsts.push(seen - paused)
  }
  const calls = provider.requests.length
  const changes = heard.filter(({ type }) => type === 'partial' || type === 'final').length
  const minutes = seconds / 60
  const shown = (numbers: number[]) =>
    `p50 ${Math.round(quantile(numbers, 0.5))} ms, p95 ${Math.round(quantile(numbers, 0.95))} ms`
  console.log(`stand-in answers in ${delayMs} ms; ${seconds} s of speech, ${ids.length} passages, ${finals.length} translated`)
  console.log(`settled passage to its translation: ${shown(finals)}`)
  console.log(`first final to the first translation after it: ${shown(firsts)}`)
  console.log(`provider calls: ${(calls / minutes).toFixed(1)} a minute of speech, ${(calls / ids.length).toFixed(2)} a passage`)
  console.log(`asking for every change instead: ${(changes / minutes).toFixed(1)} a minute, ${(changes / calls).toFixed(1)} times as many`)
}
