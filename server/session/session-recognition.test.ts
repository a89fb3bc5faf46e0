import { expect, it } from 'vitest'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { makeToldRecognizer } from '#tests/support/told-recognizer'
import { SessionRecognition } from './session-recognition'

const using = { model: { entry: { id: 'told' } } as InstalledModel, language: 'en' }
const aSecond = new Int16Array(16_000)

function recognise() {
  const told = makeToldRecognizer()
  const recognition = new SessionRecognition({
    recognizer: told,
    using,
    cutSample: 0,
    nextSegmentId: 0,
    mustAdmit: false,
    onEvent: () => undefined,
    onHopeless: () => undefined,
  })
  return { told, recognition }
}

it('counts audio that waits for a change as audio that is not recognised yet (SPEC 1.8)', () => {
  const { recognition } = recognise()
  recognition.push(aSecond)
  expect(recognition.backlogMs).toBe(0)
  recognition.hold()
  recognition.push(aSecond)
  recognition.hold()
  recognition.push(aSecond)
  expect(recognition.backlogMs).toBe(2000)
  recognition.release()
  expect(recognition.backlogMs).toBe(1000)
  recognition.release()
  expect(recognition.backlogMs).toBe(0)
})
