import { limits } from '#domain/limits/limits'
import type { HostileFrame } from './hostile-frames'
import type { SeededRandom } from './seeded-random'

/** Frames of a hostile client of another protocol, the same for the same seed: audio of any bytes, and nearly messages of each. */
export function makeForeignCourse(random: SeededRandom, longest: number): HostileFrame[] {
  return Array.from({ length: 1 + random.below(longest) }, () => frame(random))
}

function frame(random: SeededRandom): HostileFrame {
  const kinds: (() => HostileFrame)[] = [
    () => bytes(random, random.below(400)),
    () => bytes(random, random.below(400)),
    () => bytes(random, random.below(60)).toString('latin1'),
    () => '['.repeat(random.below(20_000)),
    () => JSON.stringify(message(random)),
    () => JSON.stringify(message(random)),
    () => (random.below(40) === 0 ? bytes(random, limits.clientFrameBytesMax + 1) : Buffer.alloc(0)),
  ]
  return random.pick(kinds)()
}

function message(random: SeededRandom): unknown {
  const wrong = random.pick<unknown>([null, -1, 1e308, [], {}, '', 'x'.repeat(10_000), true, '\u0000', [[[]]], '__proto__'])
  const audio = random.pick<unknown>([wrong, bytes(random, random.below(900)).toString('base64'), '===', 'AAA'])
  return random.pick<unknown>([
    wrong,
    { type: wrong },
    { type: random.pick(['KeepAlive', 'Finalize', 'Finalize', 'CloseStream', 'Configure']) },
    { type: 'input_audio_buffer.append', audio },
    { type: 'input_audio_buffer.append', audio, event_id: wrong },
    { type: random.pick(['input_audio_buffer.commit', 'input_audio_buffer.clear', 'response.create']), event_id: wrong },
    { type: 'session.update', session: wrong },
    { type: 'session.update', session: { type: 'transcription', audio: { input: { turn_detection: random.pick([null, wrong, { type: 'server_vad' }]) } } } },
    { type: 'session.update', session: { type: 'transcription', audio: { input: { format: random.pick([wrong, { type: 'audio/pcmu' }, { type: 'audio/pcm', rate: 44_100 }]) } } } },
    { type: 'session.update', session: { type: 'transcription', audio: { input: { transcription: { model: wrong, language: random.pick(['en', 'xx', wrong]) } } } } },
    { type: 'transcription_session.update', session: { input_audio_format: random.pick(['g711_alaw', 'pcm16', wrong]) } },
    { config: random.pick([wrong, { sample_rate: random.pick([wrong, 8000, 44_100.5, 16_000]), words: wrong }]) },
    random.pick([{ eof: 1 }, { reset: 1 }, { eof: wrong, config: wrong }]),
  ])
}

function bytes(random: SeededRandom, length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, () => random.below(256)))
}
