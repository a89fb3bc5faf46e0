import { expect, it } from 'vitest'
import { DecodeSpeed } from './decode-speed'

it('is known after a while, and follows the machine', () => {
  const speed = new DecodeSpeed()
  speed.add(4, 400)
  expect(speed.msPerSecond).toBe(null)
  speed.add(6, 200)
  expect(speed.msPerSecond).toBe(60)
  for (let n = 0; n < 100; n++) speed.add(5, 500)
  expect(speed.msPerSecond).toBeCloseTo(100, 0)
  speed.forget()
  expect(speed.msPerSecond).toBe(null)
})
