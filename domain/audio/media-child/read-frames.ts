import { AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants'
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
  const { format, stream, decoder } = media
  const packet = new Packet()
  packet.alloc()
  const frame = new Frame()
  frame.alloc()
  for (;;) {
    const read = await format.readFrame(packet)
    if (read === AVERROR_EAGAIN) continue
    if (read < 0) break
    if (packet.streamIndex === stream.index) {
      statistics.packets++
      if (decoder.sendPacketSync(packet) < 0) statistics.badPackets++
      yield* receive()
    }
    packet.unref()
  }
  decoder.sendPacketSync(null)
  yield* receive()

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
