import {
  AVDISCARD_ALL, AV_DISPOSITION_ATTACHED_PIC, AV_DISPOSITION_DEFAULT, AV_NOPTS_VALUE, AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants'
import { Codec, CodecContext, Dictionary, FFmpegError, FormatContext, InputFormat, type Stream } from 'node-av/lib'
import type { MediaOrder } from '../media-wire'
import { allowedDecoders, allowedFormats } from './allowed'
import { MediaFailure } from './failure'
import { makeMediaIo } from './media-io'

/** Below this FFmpeg is guessing: anything looks a little like MP3. Its own warning begins at the same score. */
const PROBE_SCORE_MIN = 25
/** Formats that no other file resembles by chance, so a failure to open one means that it is damaged. */
const unmistakableFormats = ['wav', 'w64', 'mov', 'flac', 'ogg', 'matroska', 'aiff', 'caf', 'avi', 'asf', 'flv']
const CHANNELS_MAX = 64
const SAMPLE_RATE_MAX = 768_000
const US_PER_SECOND = 1_000_000

export interface OpenMedia {
  format: FormatContext
  stream: Stream
  decoder: CodecContext
  video: Stream | null
  /** Time of the earliest sound or picture, which players show as zero; settled once the first sound is decoded. */
  startSeconds: number
  /** First bytes of the file, after a leading ID3 tag. */
  head: Buffer
}

/** Opens the container and a decoder for its default audio stream. Throws MediaFailure. */
export async function openMedia(order: MediaOrder): Promise<OpenMedia> {
  const { io, head } = makeMediaIo(order.bytes, order.readBytesMax)
  const format = await openContainer(io, head)
  const info = await format.findStreamInfo()
  if (info < 0) throw new MediaFailure('media_truncated', `findStreamInfo: ${describe(info)}`)
  const streams = format.streams
  const stream = pickAudio(streams)
  if (!stream) throw new MediaFailure('media_no_audio', `${streams.length} streams, none of them audio`)
  const video = streams.find(isMovingPicture) ?? null
  for (const other of streams) if (other.index !== stream.index && other !== video) other.discard = AVDISCARD_ALL
  const decoder = await openDecoder(stream)
  const startSeconds = format.startTime === AV_NOPTS_VALUE ? Infinity : Number(format.startTime) / US_PER_SECOND
  return { format, stream, decoder, video, startSeconds, head }
}

async function openContainer(io: ReturnType<typeof makeMediaIo>['io'], head: Buffer): Promise<FormatContext> {
  const format = new FormatContext()
  format.allocContext()
  format.pb = io
  const options = Dictionary.fromObject({
    format_whitelist: allowedFormats.join(','),
    codec_whitelist: allowedDecoders.join(','),
    protocol_whitelist: 'none',
    max_streams: 100,
  })
  const opened = await format.openInput('', null, options)
  if (opened < 0) throw new MediaFailure(codeOfUnopened(head), `openInput: ${describe(opened)}`)
  if (format.probeScore < PROBE_SCORE_MIN) {
    throw new MediaFailure('media_not_recognised', `${format.iformat?.name} with a score of ${format.probeScore}`)
  }
  return format
}

function codeOfUnopened(head: Buffer): 'media_truncated' | 'media_not_recognised' {
  const names = InputFormat.probe(head)?.name?.split(',') ?? []
  return names.some((name) => unmistakableFormats.includes(name)) ? 'media_truncated' : 'media_not_recognised'
}

/** The audio stream that players choose: the one marked as default, else the first. */
function pickAudio(streams: Stream[]): Stream | null {
  const audio = streams.filter((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO)
  return audio.find((stream) => stream.hasDisposition(AV_DISPOSITION_DEFAULT)) ?? audio[0] ?? null
}

/** Cover pictures count as video streams in FFmpeg, but nobody would call the file a video. */
function isMovingPicture(stream: Stream): boolean {
  return stream.codecpar.codecType === AVMEDIA_TYPE_VIDEO && !stream.hasDisposition(AV_DISPOSITION_ATTACHED_PIC)
}

async function openDecoder(stream: Stream): Promise<CodecContext> {
  const codec = Codec.findDecoder(stream.codecpar.codecId)
  if (!codec?.name || !allowedDecoders.includes(codec.name)) {
    throw new MediaFailure('media_not_recognised', `no decoder for codec ${stream.codecpar.codecId}`)
  }
  const { channels, sampleRate } = stream.codecpar
  if (channels > CHANNELS_MAX || sampleRate > SAMPLE_RATE_MAX) {
    throw new MediaFailure('media_not_recognised', `${channels} channels at ${sampleRate} Hz`)
  }
  const decoder = new CodecContext()
  decoder.allocContext3(codec)
  decoder.parametersToContext(stream.codecpar)
  // Without the time base, FFmpeg cannot move a timestamp past the encoder delay that it skips.
  decoder.pktTimebase = stream.timeBase
  decoder.threadCount = 1
  const opened = await decoder.open2(codec)
  if (opened < 0) throw new MediaFailure('media_truncated', `${codec.name}: ${describe(opened)}`)
  return decoder
}

function describe(code: number): string {
  return new FFmpegError(code).message
}
