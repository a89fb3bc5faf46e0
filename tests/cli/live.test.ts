import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey, revokeApiKey } from '#domain/api-keys/api-keys.server'
import { listLivePieces, readLivePieces } from '#domain/live/live-pieces.server'
import { readStoredSession } from '#domain/live/open-sessions.server'
import { useApiHouse } from '#tests/support/api-house'
import { useCli } from '#tests/support/cli-process'
import { layLiveLine, type LiveLine } from '#tests/support/live-line'
import { liveSecret } from '#tests/support/live-secret'
import { openLiveHouse, type LiveHouse } from '#tests/support/live-server'
import { tone, wavFile } from '#tests/support/media-fixtures'
import { makeToldRecognizer } from '#tests/support/told-recognizer'

const config = { secrets: [liveSecret], liveUrl: '' }
let line: LiveLine
beforeAll(async () => {
  line = await layLiveLine()
  config.liveUrl = line.url
})
const api = useApiHouse(config)
const cli = useCli()
const recognizer = makeToldRecognizer()
let live: LiveHouse
const samples = (ms: number, hz = 300) => tone({ hz, ms })
const nameOf = (name: string) => path.join(cli.dir, name)

/** Each second says its number, and what it says is settled with the next second. */
recognizer.says = ({ onEvent }, sample) => {
  const at = sample / 16_000
  if (!Number.isInteger(at)) return
  const segment = (id: number) => ({ id, startMs: id * 1000, endMs: id * 1000 + 900, text: `Second ${id}.` })
  const id = at - 1
  if (id > 0) onEvent({ type: 'final', segment: segment(id - 1), committed: true })
  onEvent({ type: 'partial', segment: segment(id), stableChars: 0 })
  if (id > 0) onEvent({ type: 'cut', sample: id * 16_000, nextSegmentId: id })
}

beforeAll(async () => {
  const { databaseUrl, dataDir } = api.house
  live = await openLiveHouse({ recognizer, beside: { databaseUrl, dataDir } })
  line.leadTo((await live.startServer()).port)
  cli.env = { STENO_URL: api.url, STENO_KEY: api.ann.credential! }
})
afterAll(async () => {
  await live.close()
  await line.close()
})

/** The samples that Steno has of a session. */
async function hashOfStored(id: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of readLivePieces(live.store, await listLivePieces(live.db, id))) hash.update(piece)
  return hash.digest('hex')
}

const hashOfSamples = (wav: Buffer) => createHash('sha256').update(wav.subarray(44)).digest('hex')

describe('steno live', () => {
  it('speaks a file, tells each passage once and in order, and says where it is kept', async () => {
    const wav = wavFile(samples(4250))
    await writeFile(nameOf('talk.wav'), wav)
    const spoken = await cli.run(['live', '--file', 'talk.wav', '--language', 'en', '--title', 'A talk', '--json'])
    expect([spoken.code, spoken.stderr()]).toEqual([0, ''])
    const [started, ...rest] = spoken.objects()
    const ended = rest.pop()
    expect(started).toMatchObject({ type: 'started', recordingId: expect.any(String) })
    expect(rest.map(({ type, segmentId, text }) => [type, segmentId, text])).toEqual([0, 1, 2].map((id) => ['final', id, `Second ${id}.`]))
    expect(ended).toEqual({ type: 'ended', recordingId: started.recordingId, reason: 'stopped', link: `${api.url}/recordings/${started.recordingId}` })
    expect(await hashOfStored(started.recordingId)).toEqual(hashOfSamples(wav))
    expect((await api.ann.get(`/recordings/${started.recordingId}`)).json).toMatchObject({ title: 'A talk', source: 'realtime' })
    await api.bob.refused('not_found', 'GET', `/live/sessions/${started.recordingId}`)
  })

  it('loses nothing of stdin, nor a passage, where the line is cut again and again', async () => {
    const wav = wavFile(samples(40_000, 410))
    const run = cli.start(['live', '--file', '-', '--language', 'en', '--json'], { input: wav })
    for (const passages of [2, 8, 15]) {
      await run.until(() => run.objects().filter(({ type }) => type === 'final').length >= passages || run.stdout().includes('"ended"'))
      line.cut()
      await sleep(300)
      line.mend()
    }
    expect([await run.exited, run.stderr()]).toEqual([0, ''])
    const objects = run.objects()
    const { recordingId } = objects[0]
    const finals = objects.filter(({ type }) => type === 'final')
    expect(finals.map(({ segmentId }) => segmentId)).toEqual(Array.from({ length: 39 }, (_, id) => id))
    expect((await readStoredSession(live.db, api.annId, recordingId)).segments).toHaveLength(39)
    expect(await hashOfStored(recordingId)).toEqual(hashOfSamples(wav))
  })

  it('takes bare samples and other rates, prints for people, and finishes at Ctrl-C', async () => {
    const { samples: tones } = samples(3000)
    const raw = Buffer.from(Int16Array.from(tones, (value) => Math.round(value * 20_000)).buffer)
    const run = await cli.run(['live', '--file', '-', '--language', 'en', '--times'], { input: raw })
    expect([run.code, run.stdout()]).toEqual([0, '0:00 Second 0.\n0:01 Second 1.\n'])
    expect(run.stderr()).toContain(`Kept as ${api.url}/recordings/`)
    await writeFile(nameOf('stereo.wav'), wavFile(tone({ hz: [300, 500], ms: 2000, rate: 44_100, channels: 2 })))
    const stereo = await cli.run(['live', '--file', 'stereo.wav', '--language', 'en', '--json'])
    const { rows } = await live.db.execute(sql`select duration_ms from recordings where id = ${stereo.objects()[0].recordingId}`)
    expect(rows).toEqual([{ duration_ms: '2000' }])
  })

  it('finishes what is said where it is stopped', async () => {
    const run = cli.start(['live', '--file', '-', '--language', 'en', '--json'], { input: null })
    run.write(wavFile(samples(60_000)).subarray(0, 44 + 32_000 * 3))
    await run.until(() => run.objects().some(({ type }) => type === 'final'))
    run.signal('SIGINT')
    expect(await run.exited).toBe(0)
    expect(run.objects().at(-1)).toMatchObject({ type: 'ended', reason: 'stopped' })
  })

  it('is refused before any sound is taken, and keeps what it could not send', async () => {
    const mute = await api.withKey(api.annId, ['recordings:read'])
    const refused = await cli.run(['live', '--file', 'talk.wav'], { env: { STENO_KEY: mute.credential! } })
    expect([refused.code, refused.stderr()]).toEqual([3, expect.stringContaining('scope live')])
    const missing = await cli.run(['live', '--file', 'nothing.wav', '--json'])
    expect([missing.code, JSON.parse(missing.stderr())]).toEqual([1, { error: { code: 'file_not_found', message: expect.any(String) } }])
    await writeFile(nameOf('notes.txt'), 'Mười điều cần nhớ về cuộc họp hôm nay.\n'.repeat(40))
    const text = await cli.run(['live', '--file', 'notes.txt', '--json'])
    expect([text.code, JSON.parse(text.stderr()).error.code]).toEqual([1, 'not_sound'])
    const strange = await cli.run(['live', '--file', 'talk.wav', '--language', 'xx'])
    expect([strange.code, strange.stderr()]).toEqual([1, expect.not.stringContaining('unsent')])
    const piped = await cli.run(['live', '--file', '-', '--language', 'xx'], { input: wavFile(samples(2000)) })
    expect([piped.code, piped.stderr()]).toEqual([1, expect.not.stringContaining('unsent')])
    await writeFile(nameOf('music.mp3'), Buffer.from('ID3 this is no WAV'))
    expect((await cli.run(['live', '--file', 'music.mp3'])).stderr()).toContain('ffmpeg')
    const { id, key } = await createApiKey(live.db, api.annId, { keyName: 'Ends soon', scopes: ['live'] })
    const run = cli.start(['live', '--file', '-', '--language', 'en', '--json'], { input: null, env: { STENO_KEY: key } })
    run.write(wavFile(samples(60_000)).subarray(0, 44 + 32_000 * 2))
    await run.until(() => run.objects().some(({ type }) => type === 'started'))
    await revokeApiKey(live.db, api.annId, id)
    line.break()
    run.write(Buffer.alloc(32_000))
    expect(await run.exited).toBe(3)
    expect(run.stderr()).toMatch(/steno-unsent-.*\.wav/)
  })
})
