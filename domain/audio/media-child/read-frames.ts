import { AVDISCARD_ALL, AVERROR_EAGAIN, AVERROR_EOF, AV_NOPTS_VALUE } from 'node-av/constants'
import { Frame, Packet } from 'node-av/lib'
import type { OpenMedia } from './open-media'

/**
 * Each read is handed to another thread and back, which costs more than the read itself; so they are handed over in
 * batches. They run one after the other only because the parent gives this process a thread pool of one.
 */
const PACKETS_PER_BATCH = 32

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
  const packets = Array.from({ length: PACKETS_PER_BATCH }, () => {
    const packet = new Packet()
    packet.alloc()
    return packet
  })
  const frame = new Frame()
  frame.alloc()
  for (let ended = false; !ended;) {
    const results = await Promise.all(packets.map((packet) => format.readFrame(packet)))
    for (const [at, packet] of packets.entries()) {
      if (results[at] === AVERROR_EAGAIN) continue
      ended ||= results[at]! < 0
      if (ended) break
      if (packet.streamIndex === stream.index) yield* decode(packet)
      else noteStart(packet)
      packet.unref()
    }
    // From here on the pictures are of no interest; MP4 does not even read what is discarded.
    if (statistics.packets > 0 && video) video.discard = AVDISCARD_ALL
  }
  yield* decode(null)

  /** Where only a video decoder could tell when a film begins, FFmpeg knows the start of the sound alone. */
  function noteStart({ streamIndex, pts }: Packet): void {
    if (streamIndex !== video?.index || pts === AV_NOPTS_VALUE) return
    const { num, den } = video.timeBase
    media.startSeconds = Math.min(media.startSeconds, (Number(pts) * num) / den)
  }

  function* decode(packet: Packet | null): Generator<Frame> {
    if (packet) statistics.packets++
    if (decoder.sendPacketSync(packet) < 0) statistics.badPackets++
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
