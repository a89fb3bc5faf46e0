import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { constants, deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '#domain/limits/limits'
import { mediaFile } from '#tests/support/media-file'
import { bytesSource, tone, wavFile } from '#tests/support/media-fixtures'
import { decodeMedia } from './decode-media.server'
import type { MediaSource } from './media'
import { probeMedia } from './probe-media.server'

const sound = tone({ hz: 440, ms: 1000, rate: 48_000 })
/** Where a Matroska file says how long it is: the element 4489, a number of eight bytes in milliseconds. */
const lengthAt = (mkv: Buffer) => mkv.indexOf(Buffer.from([0x44, 0x89, 0x88])) + 3

function atom(type: string, ...parts: Uint8Array[]): Buffer {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

const whole = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** A zlib stream of a whole number of MiB of zeros, a thousandth as long, made without unpacking it here. */
function zeros(mebibytes: number): Buffer {
  const one = deflateRawSync(Buffer.alloc(2 ** 20), { finishFlush: constants.Z_FULL_FLUSH })
  const checksum = Buffer.alloc(4)
  // Adler-32 of zeros: the first sum stays one, and the second counts them.
  checksum.writeUInt16BE((mebibytes * 2 ** 20) % 65_521, 0)
  checksum.writeUInt16BE(1, 2)
  return Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array.from({ length: mebibytes }, () => one), Buffer.from([3, 0]), checksum])
}

async function takeAll(chunks: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of chunks);
}

describe('a file that is small and means much', () => {
  it('is given up where its packed index would fill the memory', async () => {
    // QuickTime knows indices that are packed, and their length unpacked is what the file says.
    const bomb = zeros(1500)
    const packed = atom('cmov', atom('dcom', Buffer.from('zlib')), atom('cmvd', whole(1500 * 2 ** 20), bomb))
    const file = Buffer.concat([atom('ftyp', Buffer.from('qt  '), whole(0)), atom('moov', packed), atom('mdat', Buffer.alloc(1000))])
    expect(file.length).toBeLessThan(2e6)
    await expect(probeMedia(bytesSource(file))).rejects.toMatchObject({ code: 'media_too_costly' })
  })

  it('that says that it lasts for days is taken at its word, by which an upload is refused', async () => {
    const file = await mediaFile({ container: 'matroska', audioCodec: 'flac', sound })
    file.writeDoubleBE(3 * 24 * 3_600_000, lengthAt(file))
    expect((await probeMedia(bytesSource(file))).durationMs).toBeGreaterThan(limits.mediaDurationMsMax)
  })

  it('says nothing of its length rather than what is no number of milliseconds', async () => {
    const wav = wavFile(sound)
    const w64 = await mediaFile({ container: 'w64', audioCodec: 'pcm_s16le', sound })
    const data = w64.indexOf('data') + 16
    w64.writeBigUInt64LE(2n ** 62n, data)
    const mkv = await mediaFile({ container: 'matroska', audioCodec: 'flac', sound })
    mkv.writeDoubleBE(1e300, lengthAt(mkv))
    wav.writeUInt32LE(0xffff_ffff, 40)
    for (const file of [wav, w64, mkv]) {
      const { durationMs } = await probeMedia(bytesSource(file))
      expect(durationMs === null || Number.isSafeInteger(durationMs)).toBe(true)
    }
  })

  it('is refused as too long before a hole in its time is filled with hours of silence', async () => {
    const file = await mediaFile({ container: 'matroska', audioCodec: 'pcm_s16le', sound: tone({ hz: 440, ms: 1000 }), holeMs: 20 * 3_600_000 })
    expect(file.length).toBeLessThan(100_000)
    const decoding = decodeMedia(bytesSource(file))
    await expect(takeAll(decoding.pcm)).rejects.toMatchObject({ code: 'media_too_long' })
    expect(decoding.durationMs()).toBeLessThan(2000)
  })

  it('is not followed from tag to tag for ever', async () => {
    const tags = Buffer.from('ID3\x04\0\0\0\0\0\0'.repeat(100_000), 'latin1')
    const bytes = Buffer.concat([tags, await mediaFile({ container: 'mp3', audioCodec: 'libmp3lame', sound })])
    const source: MediaSource & { reads: number } = {
      bytes: bytes.length,
      reads: 0,
      async read(start, end) {
        this.reads += 1
        return bytes.subarray(start, end)
      },
    }
    await probeMedia(source).catch((error: unknown) => expect(error).toMatchObject({ status: 422 }))
    expect(source.reads).toBeLessThan(100)
  })
})

describe('a file that names others', () => {
  let dir: string
  let server: Server
  let calls = 0
  beforeAll(async () => {
    dir = await mkdtemp(path.join(os.tmpdir(), 'steno-secret-'))
    await writeFile(path.join(dir, 'secret.wav'), wavFile(tone({ hz: 440, ms: 300 })))
    server = createServer((socket) => {
      calls += 1
      socket.destroy()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterAll(async () => {
    server.close()
    await rm(dir, { recursive: true })
  })

  it.each<[string, (file: string, url: string) => string]>([
    ['a concat script that names a file', (file) => `ffconcat version 1.0\nfile ${file.slice(1)}\n`],
    ['a concat script that names an address', (_file, url) => `ffconcat version 1.0\nfile '${url}/a.wav'\n`],
    ['an HLS playlist that never ends', (file, url) =>
      `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\n${url}/0.ts\n#EXTINF:1,\nfile://${file}\n`],
    ['an HLS playlist of playlists', (_file, url) => `#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n${url}/more.m3u8\n`],
    ['an HLS playlist with a key elsewhere', (_file, url) =>
      `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-KEY:METHOD=AES-128,URI="${url}/key"\n#EXTINF:1,\n${url}/0.ts\n#EXT-X-ENDLIST\n`],
    ['a DASH manifest', (_file, url) => `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT9S">`
      + `<Period><AdaptationSet mimeType="audio/mp4"><Representation id="1" bandwidth="1"><BaseURL>${url}/a.mp4</BaseURL>`
      + `</Representation></AdaptationSet></Period></MPD>`],
    ['a session description', (_file, url) => `v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\na=control:${url}\nm=audio 5004 RTP/AVP 0\n`],
    ['a list of addresses', (file, url) => `[playlist]\nFile1=${url}/a.wav\nFile2=file://${file}\nNumberOfEntries=2\n`],
    ['an ASX redirection', (_file, url) => `<asx version="3.0"><entry><ref href="${url}/a.asf"/></entry></asx>`],
    ['a redirection of RealMedia', (_file, url) => `${url}/a.rm\n`],
  ])('opens none of them: %s', async (_what, make) => {
    const { port } = server.address() as AddressInfo
    const content = Buffer.from(make(path.join(dir, 'secret.wav'), `http://127.0.0.1:${port}`).padEnd(4000, '\n'))
    await expect(probeMedia(bytesSource(content))).rejects.toMatchObject({ code: 'media_not_recognised' })
    expect(calls).toBe(0)
  })
})
