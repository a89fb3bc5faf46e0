import { AV_LOG_ERROR } from 'node-av/constants'
import { FFmpegError, FormatContext, Log, Packet } from 'node-av/lib'
import { GrowingFile } from './growing-file'

/** Puts the first track of a media file into another container without coding it anew. */
export async function remuxMedia(bytes: Buffer, container: string): Promise<Buffer> {
  Log.setLevel(AV_LOG_ERROR)
  const input = new FormatContext()
  input.allocContext()
  input.pb = new GrowingFile(bytes).readable()
  FFmpegError.throwIfError(await input.openInput(''))
  FFmpegError.throwIfError(await input.findStreamInfo())
  const from = input.streams[0]!
  const file = new GrowingFile()
  const output = new FormatContext()
  FFmpegError.throwIfError(output.allocOutputContext2(null, container, null))
  output.pb = file.writable()
  const to = output.newStream()
  FFmpegError.throwIfError(from.codecpar.copy(to.codecpar))
  to.codecpar.codecTag = 0
  FFmpegError.throwIfError(await output.writeHeader())
  const packet = new Packet()
  packet.alloc()
  while ((await input.readFrame(packet)) >= 0) {
    packet.rescaleTs(from.timeBase, to.timeBase)
    FFmpegError.throwIfError(await output.interleavedWriteFrame(packet))
  }
  FFmpegError.throwIfError(await output.writeTrailer())
  return file.content()
}
