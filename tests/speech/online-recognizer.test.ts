import sherpa, { type OnlineRecognizer, type OnlineStream } from 'sherpa-onnx-node'
import { beforeAll, describe, expect, it } from 'vitest'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { engineConfig } from '#domain/recognition/engine-config'
import { withTail } from '#domain/recognition/threads/sherpa-engine'
import { toneSpeech } from '#tests/fixtures/tone-model/tone-speech'
import { sharedStreamingModel, toneModel } from './live-models'
import { decodeAll, hasShared, readRows, sharedPath } from './shared-audio'
import { countWordErrors, wordsOf } from './word-errors'

const RATE = 16_000
/** Longer than any of the models looks ahead, and than the silence of an endpoint. */
const TAIL_SECONDS = 1.8

interface Spoken {
  model: InstalledModel
  /** Several utterances with a second of silence between them, and what is said in each. */
  samples: Float32Array
  utterances: string[]
  wrongMax: number
}

/** What Steno relies on in the engine itself, on the thread that calls it. */
function describeOnlineRecognizer(name: string, load: () => Promise<Spoken>): void {
  describe(name, () => {
    let spoken: Spoken
    let recognizer: OnlineRecognizer

    beforeAll(async () => {
      spoken = await load()
      recognizer = new sherpa.OnlineRecognizer({
        ...engineConfig(spoken.model, 'cpu', 'en'),
        enableEndpoint: true,
        rule1MinTrailingSilence: 2.4,
        rule2MinTrailingSilence: 0.8,
        rule3MinUtteranceLength: 300,
      })
    })

    const textOf = (stream: OnlineStream) => wordsOf(recognizer.getResult(stream).text).join(' ')
    const share = ({ errors, words }: { errors: number; words: number }) => errors / words

    function fill(samples: Float32Array): OnlineStream {
      const stream = recognizer.createStream()
      stream.acceptWaveform({ samples: withTail(samples, TAIL_SECONDS), sampleRate: RATE })
      stream.inputFinished()
      return stream
    }

    /** Decodes those that are ready together, until none is. */
    function decodeTogether(streams: OnlineStream[]): number {
      let most = 0
      for (;;) {
        const ready = streams.filter((stream) => recognizer.isReady(stream))
        if (ready.length === 0) return most
        most = Math.max(most, ready.length)
        recognizer.decodeStreams(ready)
      }
    }

    it('writes for one of several streams in a batch what it writes for it alone', () => {
      const { samples } = spoken
      const pieces = [samples, samples.slice(3 * RATE), samples.slice(0, 5 * RATE), samples.slice(0, 2.3 * RATE)]
      const alone = pieces.map((piece) => {
        const stream = fill(piece)
        while (recognizer.isReady(stream)) recognizer.decode(stream)
        return textOf(stream)
      })
      const streams = pieces.map(fill)
      expect(decodeTogether(streams)).toBe(pieces.length)
      expect(streams.map(textOf)).toEqual(alone)
      expect(share(countWordErrors(spoken.utterances.join(' '), alone[0]!))).toBeLessThanOrEqual(spoken.wrongMax)
    })

    it('finds the end of each utterance, and goes on after a reset with nothing of it', () => {
      const stream = recognizer.createStream()
      const heard: string[] = []
      const padded = withTail(spoken.samples, TAIL_SECONDS)
      for (let at = 0; at < padded.length; at += RATE / 10) {
        stream.acceptWaveform({ samples: padded.slice(at, at + RATE / 10), sampleRate: RATE })
        while (recognizer.isReady(stream)) recognizer.decode(stream)
        if (!recognizer.isEndpoint(stream)) continue
        if (textOf(stream) !== '') heard.push(textOf(stream))
        recognizer.reset(stream)
        expect(textOf(stream)).toBe('')
        expect(recognizer.isEndpoint(stream)).toBe(false)
      }
      expect(heard.length).toBe(spoken.utterances.length)
      expect(share(countWordErrors(spoken.utterances.join(' '), heard.join(' ')))).toBeLessThanOrEqual(spoken.wrongMax)
    })
  })
}

const toneUtterances = ['sunlight rain star', 'moonfall wind snow fire', 'wood starship ship work']

describeOnlineRecognizer('the engine, with tones', async () => ({
  model: await toneModel(),
  samples: toneSpeech(toneUtterances.join('. ')),
  utterances: toneUtterances,
  wrongMax: 0,
}))

describe.skipIf(!hasShared('models/quartznet15x5-en-streaming-400ms'))('with shared/', () => {
  describeOnlineRecognizer('the engine, with real speech', async () => {
    const whole = await decodeAll(sharedPath('audio/long/chapter.flac'))
    const rows = readRows('audio/long/chapter.segments.tsv').slice(1, 3)
    const seconds = rows.map(([start, end]) => [Number(start), Number(end)] as const)
    const pause = new Float32Array(2 * RATE)
    const pieces = seconds.flatMap(([start, end]) => [...whole.slice(start * RATE, end * RATE), ...pause])
    return {
      model: sharedStreamingModel(),
      samples: Float32Array.from(pieces),
      utterances: rows.map(([, , text]) => text!),
      wrongMax: 0.15,
    }
  })
})
