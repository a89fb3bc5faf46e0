import { expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { WordLatency } from './word-latency'

const PIECE = 1600

function listen(startSample = 0) {
  let clock = 0
  const told: [string, number][] = []
  const latency = new WordLatency({ startSample, now: () => clock, onLatency: (kind, ms) => told.push([kind, ms]) })
  /** Audio comes in as it is spoken, 100 ms at a time. */
  const speak = (pieces: number) => {
    for (let piece = 0; piece < pieces; piece++) {
      clock += 100
      latency.arrived(PIECE)
    }
  }
  const segment = (id: number, startMs: number, endMs: number) => ({ id, startMs, endMs, text: 'hello' })
  return {
    told, speak, wait: (ms: number) => void (clock += ms),
    partial: (id: number, startMs: number) => latency.said({ type: 'partial', segment: segment(id, startMs, startMs + 100), stableChars: 0 }),
    final: (id: number, endMs: number) => latency.said({ type: 'final', segment: segment(id, 0, endMs), committed: true }),
  }
}

it('tells how long the first words of an utterance took, and its final text', () => {
  const { told, speak, wait, partial, final } = listen()
  speak(5)
  wait(30)
  partial(0, 300)
  partial(0, 300)
  speak(5)
  wait(70)
  final(0, 1000)
  final(0, 1000)
  // The sound at 300 ms had come in by 300 ms, and the words were there at 530.
  expect(told).toEqual([['firstPartial', 230], ['final', 70]])
})

it('says nothing of audio that came to another server', () => {
  const { told, speak, partial } = listen(10 * PIECE)
  speak(2)
  partial(3, 400)
  expect(told).toEqual([])
  partial(4, 1150)
  expect(told).toEqual([['firstPartial', 0]])
})

it('forgets what nobody asks for any more', () => {
  const { told, speak, partial } = listen()
  speak((3 * limits.liveBacklogMsMax) / 100)
  partial(0, 300)
  expect(told).toEqual([])
})
