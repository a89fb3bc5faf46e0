import { AVDISCARD_ALL, AVERROR_EAGAIN, AVERROR_EOF, AV_NOPTS_VALUE } from 'node-av/constants'
import { Frame, Packet } from 'node-av/lib'
import type { OpenMedia } from './open-media'

export interface ReadStatistics {
  packets: number
  /** Packets that the decoder refused; the sound around them is kept. */
  badPackets: number
}

/**
 * Decodes the chosen stream from the start to as far as it goes: damage in the middle is skipped, and a file that is
 * cut off ends where it ends. The frame that is yielded is reused: read it before asking for the next.
 */
export async function* readFrames(media: OpenMedia, statistics: ReadStatistics): AsyncGenerator<Frame> {
  const { format, stream, decoder, video } = media
  const packet = new Packet()
  packet.alloc()
  const frame = new Frame()
  frame.alloc()
  for (;;) {
    const read = await format.readFrame(packet)
    if (read === AVERROR_EAGAIN) continue
    if (read < 0) break
    if (packet.streamIndex !== stream.index) {
      noteStart(packet)
    } else {
      // From here on the pictures are of no interest; MP4 does not even read what is discarded.
      if (statistics.packets++ === 0 && video) video.discard = AVDISCARD_ALL
      if (decoder.sendPacketSync(packet) < 0) statistics.badPackets++
      yield* receive()
    }
    packet.unref()
  }
  decoder.sendPacketSync(null)
  yield* receive()

  /** Where only a video decoder could tell when a film begins, FFmpeg knows the start of the sound alone. */
  function noteStart({ streamIndex, pts }: Packet): void {
    if (streamIndex !== video?.index || pts === AV_NOPTS_VALUE) return
    const { num, den } = video.timeBase
    media.startSeconds = Math.min(media.startSeconds, (Number(pts) * num) / den)
  }

  function* receive(): Generator<Frame> {
    for (;;) {
      const received = decoder.receiveFrameSync(frame)
      if (received === AVERROR_EAGAIN || received === AVERROR_EOF) return
      if (received < 0) {
        statistics.badPackets++
        return
      }
      if (frame.nbSamples > 0 && frame.sampleRate > 0) yield frame
      frame.unref()
    }
  }
}
