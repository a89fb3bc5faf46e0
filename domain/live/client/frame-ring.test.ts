import { expect, it } from 'vitest'
import { limits } from '../../limits/limits'
import { FRAME_SAMPLES } from '../audio-frame'
import { FrameRing } from './frame-ring'

const HOUR_FRAMES = 36_000
const HELD_MAX = limits.liveHeldMsMax / 100

/** A frame that tells its number; every tenth is shorter, as before a pause. */
function frameOf(index: number): Int16Array {
  return new Int16Array(index % 10 === 9 ? FRAME_SAMPLES / 2 : FRAME_SAMPLES).fill(index)
}
const framesOf = (first: number, end: number) => Array.from({ length: end - first }, (_, at) => frameOf(first + at))
const msOf = (first: number, end: number) => framesOf(first, end).reduce((sum, { length }) => sum + length / 16, 0)

/** A ring into which so much was spoken while all but the newest few were written. */
function spokenOffline(frames: number): FrameRing {
  const ring = new FrameRing()
  for (let index = 0; index < frames; index++) {
    ring.push(frameOf(index))
    ring.spare(index - 4)
  }
  expect(ring.from(frames - 5).map(([number]) => number)).toEqual(framesOf(frames - 5, frames).map(([number]) => number))
  return ring
}

it('holds all frames of a minute, and of an hour no more than memory has room for', () => {
  expect(spokenOffline(600).held).toBe(600)
  const hour = spokenOffline(HOUR_FRAMES)
  expect(hour.held).toBeLessThanOrEqual(HELD_MAX)
  expect([hour.first, hour.end, hour.ms]).toEqual([0, HOUR_FRAMES, msOf(0, HOUR_FRAMES)])
})

it('forgets nothing that is not written', () => {
  const ring = new FrameRing()
  for (let index = 0; index < HELD_MAX * 2; index++) {
    ring.push(frameOf(index))
    ring.spare(100)
  }
  expect(ring.held).toBe(HELD_MAX * 2)
  expect(ring.from(100).map(([number]) => number)).toEqual(framesOf(100, HELD_MAX * 2).map(([number]) => number))
})

it('has every frame in its turn, as they are sent, read back and acknowledged', () => {
  const ring = spokenOffline(3_000)
  const heard: number[] = []
  for (let at = 0; at < ring.end; at += 7) {
    const { wanted } = ring
    if (wanted) ring.fill({ first: wanted.first, frames: framesOf(wanted.first, wanted.end) })
    expect(ring.held).toBeLessThanOrEqual(HELD_MAX)
    for (let index = at; index < Math.min(at + 7, ring.end); index++) heard.push(ring.get(index)![0]!)
    if (at === 700) for (let index = 3_000; index < 3_050; index++) ring.push(frameOf(index))
    ring.dropBefore(at + 7)
    if (at % 700 === 0) expect(ring.ms).toBeCloseTo(msOf(at + 7, ring.end))
  }
  expect(heard).toEqual(framesOf(0, 3_050).map(([number]) => number))
  expect([ring.first, ring.end, ring.held, ring.ms]).toEqual([3_050, 3_050, 0, 0])
})

it('counts on where an earlier page has left its frames in the store', () => {
  const ring = new FrameRing({ first: 30, end: 2_000 })
  expect([ring.held, ring.ms, ring.wanted]).toEqual([0, 197_000, { first: 30, end: 30 + HELD_MAX / 2 }])
  ring.push(frameOf(2_000))
  expect(ring.get(30)).toBeNull()
  ring.fill({ first: 25, frames: framesOf(25, 35) })
  expect([ring.get(30)![0], ring.get(34)![0], ring.get(35), ring.get(2_000)![0]]).toEqual([30, 34, null, 2_000])
  ring.dropBefore(1_990)
  expect([ring.first, ring.held]).toEqual([1_990, 1])
  ring.fill({ first: 1_990, frames: framesOf(1_990, 2_000) })
  expect([ring.wanted, ring.ms]).toEqual([null, msOf(1_990, 2_001)])
})

it('takes nothing back that does not follow on what it has', () => {
  const ring = new FrameRing({ first: 0, end: 100 })
  ring.fill({ first: 10, frames: framesOf(10, 20) })
  expect(ring.held).toBe(0)
})
