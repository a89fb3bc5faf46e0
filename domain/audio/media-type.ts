/** What the content of a media file says that decides how it can be served. */
export interface MediaTraits {
  /** FFmpeg's name of the container. */
  format: string
  /** `major_brand` of an MP4-like file, or the EBML `DocType` of a Matroska-like one; empty for others. */
  flavour: string
  audioCodec: string
  /** Null without moving pictures. */
  videoCodec: string | null
  durationMs: number | null
}

export interface MediaType {
  /** Media type to serve the file as. */
  mimeType: string
  /** File extension that fits, without a dot. */
  extension: string
  /** Whether today's browsers play the file as it is, and can seek in it to the right second. */
  browserPlayable: boolean
}

const playableWavCodecs = ['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_f32le']
const playableVideoCodecs = ['h264', 'vp8', 'vp9', 'av1']

/** Formats that need no second look. ADTS and others without an index play, but seek to the wrong second. */
const plainTypes: Record<string, [mimeType: string, extension: string, browserPlayable: boolean]> = {
  mp3: ['audio/mpeg', 'mp3', true],
  flac: ['audio/flac', 'flac', true],
  aac: ['audio/aac', 'aac', false],
  amr: ['audio/amr', 'amr', false],
  amrnb: ['audio/amr', 'amr', false],
  amrwb: ['audio/amr-wb', 'awb', false],
  aiff: ['audio/aiff', 'aiff', false],
  caf: ['audio/x-caf', 'caf', false],
  avi: ['video/x-msvideo', 'avi', false],
  mpegts: ['video/mp2t', 'ts', false],
  mpeg: ['video/mpeg', 'mpg', false],
  flv: ['video/x-flv', 'flv', false],
  au: ['audio/basic', 'au', false],
  ac3: ['audio/ac3', 'ac3', false],
  eac3: ['audio/eac3', 'eac3', false],
  w64: ['audio/x-w64', 'w64', false],
}

/** Works out from the content, never from a name, what a file is to be served as. */
export function mediaTypeOf(traits: MediaTraits): MediaType {
  const names = traits.format.split(',')
  if (names.includes('wav')) {
    return { mimeType: 'audio/wav', extension: 'wav', browserPlayable: playableWavCodecs.includes(traits.audioCodec) }
  }
  if (names.includes('mov')) return mp4TypeOf(traits)
  if (names.includes('matroska')) return matroskaTypeOf(traits)
  if (names.includes('ogg')) return oggTypeOf(traits)
  if (names.includes('asf')) {
    return traits.videoCodec === null
      ? { mimeType: 'audio/x-ms-wma', extension: 'wma', browserPlayable: false }
      : { mimeType: 'video/x-ms-wmv', extension: 'wmv', browserPlayable: false }
  }
  for (const name of names) {
    const plain = plainTypes[name]
    if (plain) return { mimeType: plain[0], extension: plain[1], browserPlayable: plain[2] }
  }
  return { mimeType: 'application/octet-stream', extension: 'bin', browserPlayable: false }
}

function mp4TypeOf({ flavour, audioCodec, videoCodec }: MediaTraits): MediaType {
  const kind = videoCodec === null ? 'audio' : 'video'
  if (flavour.startsWith('3g')) return { mimeType: `${kind}/3gpp`, extension: '3gp', browserPlayable: false }
  if (flavour === 'qt' || flavour === '') {
    return { mimeType: 'video/quicktime', extension: 'mov', browserPlayable: false }
  }
  const browserPlayable = ['aac', 'mp3'].includes(audioCodec) && isPlayableVideo(videoCodec)
  return { mimeType: `${kind}/mp4`, extension: videoCodec === null ? 'm4a' : 'mp4', browserPlayable }
}

function matroskaTypeOf({ flavour, audioCodec, videoCodec, durationMs }: MediaTraits): MediaType {
  const kind = videoCodec === null ? 'audio' : 'video'
  if (flavour !== 'webm') {
    return { mimeType: `${kind}/x-matroska`, extension: videoCodec === null ? 'mka' : 'mkv', browserPlayable: false }
  }
  // Browsers record WebM without a duration or an index, and then cannot seek in what they recorded.
  const seekable = durationMs !== null
  const browserPlayable = seekable && ['opus', 'vorbis'].includes(audioCodec) && isPlayableVideo(videoCodec)
  return { mimeType: `${kind}/webm`, extension: 'webm', browserPlayable }
}

function oggTypeOf({ audioCodec, videoCodec }: MediaTraits): MediaType {
  if (videoCodec !== null) return { mimeType: 'video/ogg', extension: 'ogv', browserPlayable: false }
  return {
    mimeType: 'audio/ogg',
    extension: audioCodec === 'opus' ? 'opus' : 'ogg',
    browserPlayable: ['opus', 'vorbis'].includes(audioCodec),
  }
}

function isPlayableVideo(videoCodec: string | null): boolean {
  return videoCodec === null || playableVideoCodecs.includes(videoCodec)
}
