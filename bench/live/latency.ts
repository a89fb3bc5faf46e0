import { setTimeout as sleep } from 'node:timers/promises'
import type { Utterance } from '../speech'
import type { MeasuredServer } from './servers'
import { quantile, Speaker } from './speaker'

export interface Latency {
  stopToFinal: { p50: number; p95: number; heard: number }
  startToPartial: { p50: number; p95: number }
}

/**
 * From the end of an utterance to its first final, and from its beginning to the first text, on one speaker, while `others` say the
 * same at other times.
 */
export async function measureLatency(
  server: MeasuredServer,
  speech: Int16Array,
  utterances: readonly Utterance[],
  others: number,
): Promise<Latency> {
  const crowd: Speaker[] = []
  for (let at = 0; at <= others; at++) {
    const isMeasured = at === others
    const from = isMeasured ? 0 : Math.floor((speech.length * (at + 1)) / (others + 2) / 1600) * 1600
    const speaker = new Speaker({ ...(await server.door()), speech, from, phaseMs: (at * 100) / (others + 1) })
    crowd.push(speaker)
    await speaker.open()
    speaker.speak()
  }
  const measured = crowd.at(-1)!
  await sleep(utterances.at(-1)!.endMs + 4000)
  for (const speaker of crowd) speaker.stop()

  const finals: number[] = []
  const partials: number[] = []
  utterances.forEach(({ startMs, endMs }, at) => {
    const [began, ended] = [measured.sentAtMs(startMs)!, measured.sentAtMs(endMs)!]
    const next = measured.sentAtMs(utterances[at + 1]?.startMs ?? endMs + 4000) ?? Infinity
    const after = (type: string[], from: number) =>
      measured.heard.find((heard) => type.includes(heard.type) && heard.at >= from && heard.at < next)?.at
    const final = after(['final'], ended)
    if (final !== undefined) finals.push(final - ended)
    const text = after(['partial', 'final'], began)
    if (text !== undefined) partials.push(text - began)
  })
  const round = (value: number) => Math.round(value)
  return {
    stopToFinal: { p50: round(quantile(finals, 0.5)), p95: round(quantile(finals, 0.95)), heard: finals.length },
    startToPartial: { p50: round(quantile(partials, 0.5)), p95: round(quantile(partials, 0.95)) },
  }
}
