import { AppError } from '#domain/errors/app-error'
import type { LiveRecognizer, LiveStreamOptions } from '../../server/recognizer/live-recognizer'

/** A recognizer that hears nothing and says what a test tells it to: no model says so much, or so little, on demand. */
export interface ToldRecognizer extends LiveRecognizer {
  /** Whether there is room for a new session. */
  hasRoom: boolean
  /** Whether audio is taken in; while it is not, it waits. */
  isHearing: boolean
  /** What is said of every push; `sample` is where it ends. */
  says: (stream: LiveStreamOptions, sample: number) => void
  /** What is said when all up to the sample is to be finished. */
  finishes: (stream: LiveStreamOptions, sample: number) => void
}

export function makeToldRecognizer(): ToldRecognizer {
  const told: ToldRecognizer = {
    hasRoom: true,
    isHearing: true,
    says: () => undefined,
    finishes: () => undefined,
    provider: 'cpu',
    load: { streams: 0, busy: 0, lagMs: 0 },
    open(options, { admit } = { admit: false }) {
      if (!told.hasRoom && !admit) throw new AppError('live_busy', 'No room.')
      let sample = options.startSample
      let waiting = 0
      const hear = () => {
        sample += waiting
        waiting = 0
      }
      return {
        push({ length }) {
          waiting += length
          if (told.isHearing) hear()
          told.says(options, sample)
        },
        async finalize() {
          hear()
          told.finishes(options, sample)
          options.onEvent({ type: 'cut', sample, nextSegmentId: options.firstSegmentId })
        },
        get backlogMs() {
          if (told.isHearing) hear()
          return waiting / 16
        },
        close: () => undefined,
      }
    },
    close: async () => undefined,
  }
  return told
}
