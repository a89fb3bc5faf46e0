/**
 * FFmpeg's names of the containers that people's recordings come in. Formats that refer to other files (hls, concat,
 * dash, image sequences, sdp, …) are absent on purpose: they are how a file makes FFmpeg read something else.
 */
export const allowedFormats = [
  'wav', 'w64', 'mp3', 'mov', 'flac', 'ogg', 'matroska', 'amr', 'amrnb', 'amrwb', 'aac', 'aiff', 'caf', 'avi', 'asf',
  'mpegts', 'mpeg', 'flv', 'au', 'ac3', 'eac3',
]

/**
 * FFmpeg's names of the decoders that may run. Only audio: the pictures of a film are never decoded, which keeps the
 * largest part of FFmpeg's code away from untrusted data.
 */
export const allowedDecoders = [
  'aac', 'aac_latm', 'ac3', 'alac', 'amrnb', 'amrwb', 'dca', 'eac3', 'flac', 'gsm', 'gsm_ms', 'mp1float', 'mp2float',
  'mp3float', 'mp3', 'mp2', 'mp1', 'opus', 'libopus', 'speex', 'vorbis', 'wmav1', 'wmav2', 'wmapro', 'wmavoice',
  'adpcm_ima_qt', 'adpcm_ima_wav', 'adpcm_ms', 'adpcm_g722', 'adpcm_g726', 'adpcm_g726le', 'pcm_alaw', 'pcm_mulaw',
  'pcm_u8', 'pcm_s8', 'pcm_s16le', 'pcm_s16be', 'pcm_s24le', 'pcm_s24be', 'pcm_s32le', 'pcm_s32be', 'pcm_f32le',
  'pcm_f32be', 'pcm_f64le', 'pcm_f64be', 'pcm_bluray', 'pcm_dvd', 'pcm_s16le_planar',
]
