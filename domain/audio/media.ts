/** Sample rate of all audio between the decoder and the recognizers, in Hz. */
export const PCM_SAMPLE_RATE = 16_000

/** Random access to an untrusted media file, wherever it is stored. */
export interface MediaSource {
  /** Length of the file in bytes. */
  bytes: number
  /** Plain bytes of the half-open range, cut at the end of the file. */
  read(start: number, end: number): Promise<Uint8Array>
}

/** What a look at the content (never the name) tells about a media file. */
export interface MediaFacts {
  /** FFmpeg's name of the container, such as `matroska,webm`. */
  format: string
  /** Media type to serve the file as, such as `audio/mpeg`. */
  mimeType: string
  /** File extension that fits the content, without a dot. */
  extension: string
  /** As the container states it; null where it states none. Decoding tells the truth. */
  durationMs: number | null
  audioCodec: string
  sampleRate: number
  channels: number
  hasVideo: boolean
  /** Whether today's browsers play the file as it is. */
  browserPlayable: boolean
}
