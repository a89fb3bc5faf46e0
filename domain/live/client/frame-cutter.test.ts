import { describe, expect, it } from 'vitest'
import { FRAME_SAMPLES } from '../audio-frame'
import { FrameCutter } from './frame-cutter'

describe('FrameCutter', () => {
  it('cuts a tenth of a second at a time and gives the rest at the end', () => {
    const cutter = new FrameCutter()
    const sizes = [700, 1000, 4000].flatMap((size) => cutter.add(new Float32Array(size)).map(({ length }) => length))
    expect(sizes).toEqual([FRAME_SAMPLES, FRAME_SAMPLES, FRAME_SAMPLES])
    expect(cutter.flush()?.length).toBe(900)
    expect(cutter.flush()).toBeNull()
  })

  it('keeps the order of samples, and clips what is too loud', () => {
    const cutter = new FrameCutter()
    cutter.add(Float32Array.of(0.5, -0.5, 2))
    cutter.add(Float32Array.of(-2))
    expect([...cutter.flush()!]).toEqual([16_384, -16_383, 32_767, -32_767])
  })
})
