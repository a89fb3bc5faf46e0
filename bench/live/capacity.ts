import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'
import { processorTime, sharesBetween } from './processor-time'
import type { MeasuredServer } from './servers'
import { quantile, randomAddress, Speaker } from './speaker'

export interface CapacityOptions {
  server: MeasuredServer
  speech: Int16Array
  seconds: number
  lagMsMax: number
}

export interface Trial {
  streams: number
  p95LagMs: number
  /** Of a frame and its answer on a connection that does nothing else, while all speak; the socket's own share of the delay. */
  p99EchoMs: number
  refused: string | null
  /** Shares of one core. */
  spent?: ReturnType<typeof sharesBetween>
}

/** What happens while connections open is not counted. */
const WARM_UP_MS = 6000
/** People do not all come in one instant. */
const ARRIVAL_MS = 500

/** So many speakers at once, at the speed of speech. */
export async function runTrial({ server, speech, seconds }: CapacityOptions, streams: number): Promise<Trial> {
  const speakers: Speaker[] = []
  const echo = await openEcho(server)
  try {
    for (let at = 0; at < streams; at++) {
      const speaker = new Speaker({
        ...(await server.door()), speech,
        from: Math.floor((speech.length * at) / streams / 1600) * 1600,
        phaseMs: (at * 100) / streams,
      })
      speakers.push(speaker)
      await speaker.open()
      speaker.speak()
      await sleep(ARRIVAL_MS)
    }
    const countFrom = performance.now() + WARM_UP_MS
    await sleep(WARM_UP_MS)
    echo.forget()
    const before = processorTime(server.pid)
    await sleep(seconds * 1000)
    const spent = sharesBetween(before, processorTime(server.pid))
    const failed = speakers.find(({ failure }) => failure !== null)
    const lags = speakers.flatMap((speaker) => speaker.lags(server.heardType, countFrom))
    return {
      streams,
      p95LagMs: Math.round(quantile(lags, 0.95)),
      p99EchoMs: Math.round(quantile(echo.times(), 0.99) * 10) / 10,
      refused: failed?.failure ?? null,
      spent,
    }
  } catch (error) {
    return { streams, p95LagMs: NaN, p99EchoMs: NaN, refused: (error as Error).message }
  } finally {
    echo.close()
    for (const speaker of speakers) speaker.stop()
    // What was said is stored and let go of before the next trial.
    await sleep(2000)
  }
}

/**
 * The largest number of speakers for which the p95 of the lag stays within bounds, looked for from a guess. What else the machine does in
 * a trial only makes it worse, so the better of two counts.
 */
export async function findCapacity(options: CapacityOptions, guess: number): Promise<Trial | null> {
  let best: Trial | null = null
  let [low, high] = [0, Infinity]
  let streams = Math.max(1, guess)
  // The model is loaded for the first who speaks, and is slow with lengths of audio that it has not met yet: a server has run for a while.
  await runTrial({ ...options, seconds: 8 }, streams)
  while (high - low > Math.max(1, low * 0.06)) {
    const trial = (await keptTrial(options, streams)) ?? (await keptTrial(options, streams))
    if (trial) [low, best] = [streams, trial]
    else high = streams
    const wider = Math.max(low + 1, Math.ceil(low * 1.25))
    streams = high === Infinity ? wider : Math.floor((low + high) / 2)
    if (streams <= low) break
  }
  return best
}

/** Null where speakers were refused, or heard too late. */
async function keptTrial(options: CapacityOptions, streams: number): Promise<Trial | null> {
  const trial = await runTrial(options, streams)
  console.log(`    ${JSON.stringify(trial)}`)
  return trial.refused === null && trial.p95LagMs <= options.lagMsMax ? trial : null
}

/** Pings a server all the time. */
async function openEcho(server: MeasuredServer) {
  const { url, protocols } = await server.door()
  const socket = new WebSocket(url, protocols, { headers: { 'x-forwarded-for': randomAddress() } })
  let times: number[] = []
  socket.on('error', () => undefined)
  socket.on('pong', (data) => times.push(performance.now() - Number(data.toString())))
  await new Promise((resolve) => socket.once('open', resolve))
  const timer = setInterval(() => socket.readyState === WebSocket.OPEN && socket.ping(String(performance.now())), 50)
  return {
    times: () => times,
    forget: () => (times = []),
    close: () => {
      clearInterval(timer)
      socket.terminate()
    },
  }
}
