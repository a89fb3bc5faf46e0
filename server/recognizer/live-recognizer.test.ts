import { readFileSync } from 'node:fs'
import { describe } from 'vitest'
import { describeLiveRecognizer } from '#tests/contracts/live-recognizer.contract'
import { toneSpeech } from '#tests/fixtures/tone-model/tone-speech'
import { builtinModel, sharedStreamingModel, toneModel } from '#tests/speech/live-models'
import { decodeAll, hasShared, readRows, sharedPath } from '#tests/speech/shared-audio'

const RATE = 16_000

describeLiveRecognizer('the built-in model, on the committed sample', async () => ({
  model: await builtinModel(),
  // Its first two paragraphs: each test recognises all of it anew.
  samples: (await decodeAll('public/sample/steno-sample.mp3')).slice(0, 18.8 * RATE),
  reference: readFileSync('tests/fixtures/sample/steno-sample.txt', 'utf8').split('\n\n').slice(0, 2).join(' '),
  wrongMax: 0.2,
}))

const spoken =
  'sunlight rain star, moonfall wind. wood fireship snow sun starlight rainfall moon wind woodwork fall sun snowfall' +
  ' ship fire. star rain, windfall moonship sun wood, firelight snow.'

describeLiveRecognizer('a streaming model, on tones', async () => ({
  model: await toneModel(),
  samples: toneSpeech(spoken),
  reference: spoken,
  wrongMax: 0,
}))

describe.skipIf(!hasShared('models/quartznet15x5-en-streaming-400ms'))('with shared/', () => {
  describeLiveRecognizer('a streaming model, on real speech', async () => ({
    model: sharedStreamingModel(),
    samples: (await decodeAll(sharedPath('audio/long/chapter.flac'))).slice(0, 26 * RATE),
    reference: readRows('audio/long/chapter.segments.tsv')
      .filter(([, end]) => Number(end) < 26)
      .map(([, , text]) => text)
      .join(' '),
    wrongMax: 0.12,
  }))
})
