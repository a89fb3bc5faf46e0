import { AV_NOPTS_VALUE } from 'node-av/constants'
import { avGetCodecName, type Frame } from 'node-av/lib'
import type { MediaFacts } from '../media'
import { mediaTypeOf } from '../media-type'
import type { OpenMedia } from './open-media'

const US_PER_MS = 1000n

/** Facts of an opened file; the first decoded frame tells the rate and channels, which headers may state wrongly. */
export function readFacts(media: OpenMedia, firstFrame: Frame): MediaFacts {
  const { format, stream, video } = media
  const formatName = format.iformat?.name ?? ''
  const audioCodec = avGetCodecName(stream.codecpar.codecId) ?? ''
  const durationMs = format.duration === AV_NOPTS_VALUE || format.duration < 0n
    ? null
    : Number(format.duration / US_PER_MS)
  const type = mediaTypeOf({
    format: formatName,
    flavour: formatName.includes('matroska') ? docTypeOf(media.head) : majorBrandOf(media),
    audioCodec,
    videoCodec: video && (avGetCodecName(video.codecpar.codecId) ?? ''),
    durationMs,
  })
  return {
    format: formatName,
    ...type,
    durationMs,
    audioCodec,
    sampleRate: firstFrame.sampleRate,
    channels: firstFrame.channels,
    hasVideo: video !== null,
  }
}

function majorBrandOf({ format }: OpenMedia): string {
  return format.metadata?.get('major_brand')?.trim().toLowerCase() ?? ''
}

/** The DocType element (ID 4282) lies near the start of the EBML header; FFmpeg reads it and keeps it to itself. */
function docTypeOf(head: Buffer): string {
  const at = head.subarray(0, 128).indexOf(Buffer.from([0x42, 0x82]))
  if (at < 0 || at + 3 > head.length) return ''
  const length = head[at + 2]! & 0x7f
  return head.toString('latin1', at + 3, at + 3 + length)
}
