import { expect, it } from 'vitest'
import { mediaTypeOf, type MediaTraits } from './media-type'

const mov = 'mov,mp4,m4a,3gp,3g2,mj2'
const matroska = 'matroska,webm'
const plain = { flavour: '', videoCodec: null, durationMs: 1000 }

it.each<[Partial<MediaTraits> & Pick<MediaTraits, 'format' | 'audioCodec'>, string, string, boolean]>([
  [{ format: 'wav', audioCodec: 'pcm_s16le' }, 'audio/wav', 'wav', true],
  [{ format: 'wav', audioCodec: 'adpcm_ms' }, 'audio/wav', 'wav', false],
  [{ format: 'mp3', audioCodec: 'mp3' }, 'audio/mpeg', 'mp3', true],
  [{ format: 'flac', audioCodec: 'flac' }, 'audio/flac', 'flac', true],
  [{ format: 'ogg', audioCodec: 'opus' }, 'audio/ogg', 'opus', true],
  [{ format: 'ogg', audioCodec: 'vorbis' }, 'audio/ogg', 'ogg', true],
  [{ format: 'ogg', audioCodec: 'speex' }, 'audio/ogg', 'ogg', false],
  [{ format: mov, flavour: 'm4a', audioCodec: 'aac' }, 'audio/mp4', 'm4a', true],
  [{ format: mov, flavour: 'm4a', audioCodec: 'alac' }, 'audio/mp4', 'm4a', false],
  [{ format: mov, flavour: 'isom', audioCodec: 'aac', videoCodec: 'h264' }, 'video/mp4', 'mp4', true],
  [{ format: mov, flavour: 'isom', audioCodec: 'aac', videoCodec: 'hevc' }, 'video/mp4', 'mp4', false],
  [{ format: mov, flavour: 'qt', audioCodec: 'pcm_s16le', videoCodec: 'h264' }, 'video/quicktime', 'mov', false],
  [{ format: mov, flavour: '3gp4', audioCodec: 'amr_nb' }, 'audio/3gpp', '3gp', false],
  [{ format: matroska, flavour: 'webm', audioCodec: 'opus' }, 'audio/webm', 'webm', true],
  [{ format: matroska, flavour: 'webm', audioCodec: 'opus', durationMs: null }, 'audio/webm', 'webm', false],
  [{ format: matroska, flavour: 'matroska', audioCodec: 'aac', videoCodec: 'h264' }, 'video/x-matroska', 'mkv', false],
  [{ format: 'amr', audioCodec: 'amr_nb' }, 'audio/amr', 'amr', false],
  [{ format: 'avi', audioCodec: 'mp3', videoCodec: 'mpeg4' }, 'video/x-msvideo', 'avi', false],
  [{ format: 'asf', audioCodec: 'wmav2' }, 'audio/x-ms-wma', 'wma', false],
  [{ format: 'something', audioCodec: 'new' }, 'application/octet-stream', 'bin', false],
])('%j is %s, .%s, playable: %s', (traits, mimeType, extension, browserPlayable) => {
  expect(mediaTypeOf({ ...plain, ...traits })).toEqual({ mimeType, extension, browserPlayable })
})
