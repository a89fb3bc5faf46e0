import { expect, it } from 'vitest'
import { canRetry } from './can-retry'

it.each([
  [{ status: 'failed', hasAudio: true, errorCode: 'recognizer_failed' }, true],
  [{ status: 'failed', hasAudio: true, errorCode: null }, true],
  [{ status: 'failed', hasAudio: true, errorCode: 'media_empty' }, false],
  [{ status: 'failed', hasAudio: false, errorCode: 'recognizer_failed' }, false],
  [{ status: 'cancelled', hasAudio: true, errorCode: null }, true],
  [{ status: 'done', hasAudio: true, errorCode: null }, false],
] as const)('knows of %j whether another try may end better', (recording, can) => {
  expect(canRetry(recording)).toBe(can)
})
