import {
  AV_CODEC_FLAG_GLOBAL_HEADER, AV_LOG_ERROR, AV_PIX_FMT_YUV420P, AV_SAMPLE_FMT_FLT, AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16, AVERROR_EAGAIN, AVERROR_EOF, type AVSampleFormat, type FFAudioEncoder, type FFVideoEncoder,
} from 'node-av/constants'
import {
  avChannelLayoutDefault, Codec, CodecContext, FFmpegError, FormatContext, Frame, Log, Packet, Rational, type Stream,
} from 'node-av/lib'
import { GrowingFile } from './growing-file'
import { toS16, type Sound } from './media-fixtures'

export interface MediaRecipe {
  /** FFmpeg's name of the container to write, such as `mp4`. */
  container: string
  /** Null for a film without sound. */
  audioCodec: string | null
  sound: Sound
  videoCodec?: string
  /** The sound begins this much later than the pictures. */
  audioDelayMs?: number
  /** Timestamps jump by so much in the middle of the sound, as where a recorder lost some. */
  holeMs?: number
}

const VIDEO_RATE = 10
const VIDEO_SIZE = 64

/** Makes a media file with the FFmpeg that node-av carries. */
export async function mediaFile(recipe: MediaRecipe): Promise<Buffer> {
  Log.setLevel(AV_LOG_ERROR)
  const file = new GrowingFile()
  const format = new FormatContext()
  check(format.allocOutputContext2(null, recipe.container, null))
  format.pb = file.writable()
  const tracks: Track[] = []
  if (recipe.videoCodec) tracks.push(addVideo(format, recipe))
  if (recipe.audioCodec) tracks.push(addAudio(format, recipe, recipe.audioCodec))
  check(await format.writeHeader())
  for (const track of tracks) {
    for (const packet of encode(track)) {
      packet.streamIndex = track.stream.index
      packet.rescaleTs(track.encoder.timeBase, track.stream.timeBase)
      check(await format.interleavedWriteFrame(packet))
      packet.free()
    }
  }
  check(await format.writeTrailer())
  return file.content()
}

interface Track {
  stream: Stream
  encoder: CodecContext
  frames: Iterable<Frame>
}

function addAudio(format: FormatContext, recipe: MediaRecipe, name: string): Track {
  const { sound } = recipe
  const codec = Codec.findEncoderByName(name as FFAudioEncoder)
  if (!codec) throw new Error(`No encoder ${name}`)
  const encoder = new CodecContext()
  encoder.allocContext3(codec)
  encoder.sampleRate = sound.rate
  encoder.channelLayout = avChannelLayoutDefault(sound.channels)
  encoder.sampleFormat = [...sampleWriters.keys()].find((format) => codec.sampleFormats?.includes(format))!
  encoder.timeBase = new Rational(1, sound.rate)
  encoder.bitRate = 64_000n
  return openTrack(format, codec, encoder, () => audioFrames(encoder, recipe))
}

function addVideo(format: FormatContext, recipe: MediaRecipe): Track {
  const codec = Codec.findEncoderByName(recipe.videoCodec as FFVideoEncoder)
  if (!codec) throw new Error(`No encoder ${recipe.videoCodec}`)
  const encoder = new CodecContext()
  encoder.allocContext3(codec)
  encoder.width = VIDEO_SIZE
  encoder.height = VIDEO_SIZE
  encoder.pixelFormat = AV_PIX_FMT_YUV420P
  encoder.timeBase = new Rational(1, VIDEO_RATE)
  encoder.framerate = new Rational(VIDEO_RATE, 1)
  const { samples, rate, channels } = recipe.sound
  const ms = (samples.length / channels / rate) * 1000 + (recipe.audioDelayMs ?? 0)
  return openTrack(format, codec, encoder, () => videoFrames(Math.ceil((ms * VIDEO_RATE) / 1000)))
}

function openTrack(format: FormatContext, codec: Codec, encoder: CodecContext, frames: () => Iterable<Frame>): Track {
  encoder.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER)
  encoder.threadCount = 1
  encoder.setOption('strict', 'experimental')
  check(encoder.open2Sync(codec))
  const stream = format.newStream(codec)
  check(stream.codecpar.fromContext(encoder))
  stream.timeBase = encoder.timeBase
  return { stream, encoder, frames: frames() }
}

function* audioFrames(encoder: CodecContext, recipe: MediaRecipe): Generator<Frame> {
  const { samples, rate, channels } = recipe.sound
  const count = samples.length / channels
  const size = encoder.frameSize || 1024
  const shift = ((recipe.audioDelayMs ?? 0) * rate) / 1000
  const hole = ((recipe.holeMs ?? 0) * rate) / 1000
  for (let at = 0; at < count; at += size) {
    const part = samples.subarray(at * channels, Math.min(at + size, count) * channels)
    yield Frame.fromAudioBuffer(sampleWriters.get(encoder.sampleFormat)!(part, channels), {
      nbSamples: part.length / channels,
      format: encoder.sampleFormat,
      sampleRate: rate,
      channelLayout: encoder.channelLayout,
      timeBase: { num: 1, den: rate },
      pts: BigInt(at + shift + (at >= count / 2 ? hole : 0)),
    })
  }
}

function* videoFrames(count: number): Generator<Frame> {
  const picture = Buffer.alloc((VIDEO_SIZE * VIDEO_SIZE * 3) / 2, 128)
  for (let at = 0; at < count; at++) {
    yield Frame.fromVideoBuffer(picture, {
      width: VIDEO_SIZE,
      height: VIDEO_SIZE,
      format: AV_PIX_FMT_YUV420P,
      timeBase: { num: 1, den: VIDEO_RATE },
      pts: BigInt(at),
    })
  }
}

function* encode({ encoder, frames }: Track): Generator<Packet> {
  for (const frame of [...frames, null]) {
    check(encoder.sendFrameSync(frame))
    for (;;) {
      const packet = new Packet()
      packet.alloc()
      const received = encoder.receivePacketSync(packet)
      if (received === AVERROR_EAGAIN || received === AVERROR_EOF) break
      check(received)
      yield packet
    }
  }
}

/** The layouts of samples that encoders take, the preferred one first. */
const sampleWriters = new Map<AVSampleFormat, (samples: Float32Array, channels: number) => Buffer>([
  [AV_SAMPLE_FMT_FLTP, toPlanes],
  [AV_SAMPLE_FMT_FLT, (samples) => Buffer.from(samples.slice().buffer)],
  [AV_SAMPLE_FMT_S16, toS16],
])

function toPlanes(samples: Float32Array, channels: number): Buffer {
  const count = samples.length / channels
  const planes = samples.map((_, at) => samples[(at % count) * channels + Math.floor(at / count)]!)
  return Buffer.from(planes.buffer)
}

function check(code: number): void {
  FFmpegError.throwIfError(code)
}
