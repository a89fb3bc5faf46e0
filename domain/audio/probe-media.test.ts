import { describe, expect, it } from 'vitest'
import { mediaFile } from '#tests/support/media-file'
import { bytesSource, tone, wavFile } from '#tests/support/media-fixtures'
import { isAppError } from '#domain/errors/app-error'
import { probeMedia } from './probe-media.server'

const sound = tone({ hz: 440, ms: 1000, rate: 48_000 })
const film = { container: 'mp4', audioCodec: 'aac', videoCodec: 'libx264', sound }

describe('probeMedia', () => {
  it('tells what a film is', async () => {
    expect(await probeMedia(bytesSource(await mediaFile(film)))).toEqual({
      format: 'mov,mp4,m4a,3gp,3g2,mj2',
      mimeType: 'video/mp4',
      extension: 'mp4',
      durationMs: 1000,
      audioCodec: 'aac',
      sampleRate: 48_000,
      channels: 1,
      hasVideo: true,
      browserPlayable: true,
    })
  })

  it('tells webm from mkv', async () => {
    const webm = await mediaFile({ container: 'webm', audioCodec: 'libopus', sound })
    const mkv = await mediaFile({ container: 'matroska', audioCodec: 'libopus', sound })
    expect(await probeMedia(bytesSource(webm))).toMatchObject({ mimeType: 'audio/webm', browserPlayable: true })
    expect(await probeMedia(bytesSource(mkv))).toMatchObject({ mimeType: 'audio/x-matroska', browserPlayable: false })
  })

  it.each([
    ['an empty file', Buffer.alloc(0), 'media_empty'],
    ['a text', Buffer.from('Dear reader,\n\nthis is no recording.\n'.repeat(100)), 'media_not_recognised'],
    ['noise', noise(1), 'media_not_recognised'],
    ['other noise', noise(2), 'media_not_recognised'],
    ['an HLS playlist', '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n',
      'media_not_recognised'],
    ['a concat script', 'ffconcat version 1.0\nfile file:///etc/passwd\n', 'media_not_recognised'],
    ['an SDP description', 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n',
      'media_not_recognised'],
    ['a DASH manifest', '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"></MPD>\n',
      'media_not_recognised'],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>\n',
      'media_not_recognised'],
    ['a header without sound', wavFile(tone({ hz: 440, ms: 0 })), 'media_empty'],
  ])('refuses %s', async (_, content, code) => {
    const error: unknown = await probeMedia(bytesSource(Buffer.from(content))).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code, status: 422 })
    expect(isAppError(error) && error.message).toMatch(/^This file .*\.$/)
  })

  it('refuses text in which a little MP3 lies', async () => {
    const mp3 = await mediaFile({ container: 'mp3', audioCodec: 'libmp3lame', sound })
    const text = Buffer.alloc(3000, 'Not a recording. ')
    const content = Buffer.concat([text, mp3.subarray(mp3.length / 2, mp3.length / 2 + 1500), text])
    await expect(probeMedia(bytesSource(content))).rejects.toMatchObject({ code: 'media_not_recognised' })
  })

  it('refuses a film without sound', async () => {
    const silent = await mediaFile({ ...film, audioCodec: null })
    await expect(probeMedia(bytesSource(silent))).rejects.toMatchObject({ code: 'media_no_audio' })
  })

  it('refuses a film that is cut off before its index', async () => {
    const whole = await mediaFile(film)
    await expect(probeMedia(bytesSource(whole.subarray(0, whole.length / 2)))).rejects.toMatchObject({
      code: 'media_truncated',
    })
  })

  it('passes on the errors of the source', async () => {
    const failure = new Error('the disk is gone')
    const source = { bytes: 1000, read: () => Promise.reject(failure) }
    await expect(probeMedia(source)).rejects.toBe(failure)
  })
})

/** Bytes without any pattern, the same on every run. */
function noise(seed: number): Buffer {
  let state = seed
  return Buffer.from(Array.from({ length: 300_000 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 24
  }))
}
