import sherpa from 'sherpa-onnx-node'
import { WebSocketServer } from 'ws'
import { parseAudioFrame } from '#domain/live/audio-frame'
import { PCM_SAMPLE_RATE } from '#domain/audio/media'
import type { InstalledModel } from '#domain/models/catalogue-entry'
import { engineConfig } from '#domain/recognition/engine-config'

/**
 * The common design, for comparison: one process that decodes each connection's audio as it arrives, on its own loop. A streaming model
 * decodes every chunk and ends an utterance by the engine's default rules; an offline one decodes its open utterance again every two
 * seconds of it, and ends it by the engine's default pause. Run with the model as JSON in the environment; prints its port.
 */
const { model, vadModelPath } = JSON.parse(process.env.COMMON_SERVER!) as { model: InstalledModel; vadModelPath: string }
const PARTIAL_SECONDS = 2

interface Reply {
  type: 'heard' | 'partial' | 'final'
  heardMs: number
  text?: string
}

type Decoder = (samples: Float32Array, heardMs: number, say: (reply: Reply) => void) => void

const makeDecoder = model.entry.kind === 'streaming' ? streamingDecoders() : offlineDecoders()
const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => {
  console.log(JSON.stringify({ port: (server.address() as { port: number }).port }))
})
server.on('connection', (socket) => {
  const decode = makeDecoder()
  let heard = 0
  socket.on('message', (data: Buffer) => {
    const frame = parseAudioFrame(data.buffer.slice(data.byteOffset, data.byteOffset + data.length) as ArrayBuffer)!
    heard += frame.samples.length
    const heardMs = (heard * 1000) / PCM_SAMPLE_RATE
    decode(Float32Array.from(frame.samples, (sample) => sample / 32768), heardMs, (reply) => socket.send(JSON.stringify(reply)))
    socket.send(JSON.stringify({ type: 'heard', heardMs } satisfies Reply))
  })
})

function streamingDecoders(): () => Decoder {
  // Endpoints by the engine's own defaults: 1.2 s of silence after speech.
  const recognizer = new sherpa.OnlineRecognizer({ ...engineConfig(model, 'cpu', 'en'), enableEndpoint: true })
  return () => {
    const stream = recognizer.createStream()
    let told = ''
    return (samples, heardMs, say) => {
      stream.acceptWaveform({ samples, sampleRate: PCM_SAMPLE_RATE })
      while (recognizer.isReady(stream)) recognizer.decode(stream)
      const { text } = recognizer.getResult(stream)
      if (recognizer.isEndpoint(stream)) {
        if (text.trim()) say({ type: 'final', heardMs, text })
        recognizer.reset(stream)
        told = ''
      } else if (text !== told) {
        told = text
        say({ type: 'partial', heardMs, text })
      }
    }
  }
}

function offlineDecoders(): () => Decoder {
  const recognizer = new sherpa.OfflineRecognizer(engineConfig(model, 'cpu', 'en'))
  const textOf = (samples: Float32Array) => {
    const stream = recognizer.createStream()
    stream.acceptWaveform({ samples, sampleRate: PCM_SAMPLE_RATE })
    recognizer.decode(stream)
    return recognizer.getResult(stream).text
  }
  return () => {
    const vad = new sherpa.Vad({ sileroVad: { model: vadModelPath }, sampleRate: PCM_SAMPLE_RATE, numThreads: 1 }, 60)
    let open: Float32Array[] = []
    let nextPartial = PARTIAL_SECONDS * PCM_SAMPLE_RATE
    return (samples, heardMs, say) => {
      vad.acceptWaveform(samples)
      while (!vad.isEmpty()) {
        const { samples: utterance } = vad.front(false)
        vad.pop()
        say({ type: 'final', heardMs, text: textOf(utterance) })
        open = []
        nextPartial = PARTIAL_SECONDS * PCM_SAMPLE_RATE
      }
      if (!vad.isDetected()) return
      open.push(samples)
      const length = open.reduce((sum, part) => sum + part.length, 0)
      if (length < nextPartial) return
      nextPartial = length + PARTIAL_SECONDS * PCM_SAMPLE_RATE
      const whole = new Float32Array(length)
      open.reduce((at, part) => (whole.set(part, at), at + part.length), 0)
      say({ type: 'partial', heardMs, text: textOf(whole) })
    }
  }
}
