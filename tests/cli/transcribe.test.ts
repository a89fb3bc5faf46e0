import { appendFile, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'drizzle-orm'
import { claim } from '#tests/db/test-accounts'
import { useApiHouse } from '#tests/support/api-house'
import { useCli } from '#tests/support/cli-process'
import { layLiveLine, type LiveLine } from '#tests/support/live-line'
import { tone, wavFile } from '#tests/support/media-fixtures'

const api = useApiHouse()
const cli = useCli()
let line: LiveLine
let pitch = 200
const at = (name: string) => path.join(cli.dir, name)
const addSound = (name: string, ms = 600) => writeFile(at(name), wavFile(tone({ hz: (pitch += 10), ms })))

beforeAll(async () => {
  line = await layLiveLine()
  line.leadTo(Number(new URL(api.url).port))
  cli.env = { STENO_URL: line.url.replace('ws:', 'http:'), STENO_KEY: api.ann.credential! }
})
afterAll(async () => {
  await line.close()
})

const recordings = async () => (await api.ann.get('/recordings')).json.items as { id: string; title: string; status: string }[]

/** The one of that title; there is no other. */
async function idOf(title: string): Promise<string> {
  const found = (await recordings()).filter((one) => one.title === title)
  expect(found).toHaveLength(1)
  return found[0]!.id
}

/** As a worker does that recognises these words. */
async function finish(id: string, text = 'Good morning.'): Promise<void> {
  const fence = await claim(api.house.db, id)
  const segments = JSON.stringify([{ startMs: 0, endMs: 500, text }])
  await api.house.db.execute(sql`select sp_complete_recording(${id}, 600, ${segments}, ${fence})`)
}

describe('steno transcribe', () => {
  it('uploads, and waits over a connection that is lost; called again it uploads nothing twice', async () => {
    await addSound('one.wav')
    const queued = await cli.run(['transcribe', 'one.wav', '--no-wait', '--language', 'en', '--json'])
    expect([queued.code, queued.stderr()]).toEqual([0, ''])
    const [{ recordingId }] = queued.objects()
    expect(queued.objects()).toEqual([expect.objectContaining({ file: 'one.wav', status: 'queued', isUploaded: true })])

    await copyFile(at('one.wav'), at('renamed.wav'))
    const waiting = cli.start(['transcribe', 'renamed.wav', '--language', 'en', '--output', 'renamed.srt', '--format', 'srt'])
    await waiting.until(() => waiting.stderr().includes('waiting'))
    line.cut()
    await finish(recordingId)
    line.mend()
    expect([await waiting.exited, waiting.stdout()]).toEqual([0, ''])
    expect(waiting.stderr()).not.toContain('uploading')
    expect(await readFile(at('renamed.srt'), 'utf8')).toContain('Good morning.')
    expect(await recordings()).toHaveLength(1)

    const again = await cli.run(['transcribe', 'one.wav', '--language', 'en', '--json', '--format', 'txt'])
    expect(again.objects()).toEqual([expect.objectContaining({ status: 'done', recordingId, isUploaded: false, text: 'Good morning.\n' })])
    await api.ann.call('DELETE', `/recordings/${recordingId}`)
    await rm(at('state'), { recursive: true })
    // Whoever has forgotten what was done is answered with the recording that is gone, and makes another.
    const anew = await cli.run(['transcribe', 'one.wav', '--language', 'en', '--no-wait', '--json'])
    expect(anew.objects()[0].recordingId).not.toBe(recordingId)
    await finish(anew.objects()[0].recordingId)
  })

  it('goes on with the others where one is refused, and says which', async () => {
    await addSound('good.wav')
    await writeFile(at('letter.wav'), 'Dear reader, this is no recording.')
    const run = await cli.run(['transcribe', 'letter.wav', 'nowhere.wav', 'good.wav', '--no-wait', '--json', '--language', 'en'])
    expect(run.code).toBe(1)
    expect(new Map(run.objects().map(({ file, status }) => [file, status]))).toEqual(
      new Map([['letter.wav', 'failed'], ['nowhere.wav', 'failed'], ['good.wav', 'queued']]))
    expect(run.stderr()).toContain('media_not_recognised')
    const away = await cli.run(['transcribe', 'good.wav'], { env: { STENO_KEY: 'steno_wrong' } })
    expect(away.code).toBe(3)
  })

  it('is interrupted without harm', async () => {
    await addSound('long.wav')
    const run = cli.start(['transcribe', 'long.wav', '--language', 'en'])
    await run.until(() => run.stderr().includes('waiting'))
    run.signal('SIGINT')
    expect(await run.exited).toBe(130)
    const [newest] = await recordings()
    await finish(newest!.id, 'Still here.')
    expect((await cli.run(['transcribe', 'long.wav', '--language', 'en'])).stdout()).toBe('Still here.\n')
  })

  it('watches a folder: takes what has stopped growing, once, also when it is called again', async () => {
    await mkdir(at('in'))
    const args = ['transcribe', '--watch', 'in', '--settle', '0.4', '--output', 'out', '--language', 'en']
    const run = cli.start(args)
    await run.until(() => run.stderr().includes('Watching'))
    await writeFile(at('in/notes.txt'), 'no recording')
    const sound = wavFile(tone({ hz: 700, ms: 900 }))
    for (let from = 0; from < sound.length; from += 10_000) await appendFile(at('in/talk.wav'), sound.subarray(from, from + 10_000))
    await run.until(() => run.stderr().includes('talk.wav: waiting'))
    await finish(await idOf('talk'), 'A talk.')
    await run.until(() => run.stderr().includes('talk.wav: done'))
    run.signal('SIGTERM')
    expect(await run.exited).toBe(130)
    expect(await readFile(at('out/talk.txt'), 'utf8')).toBe('A talk.\n')

    const later = cli.start(args)
    await later.until(() => later.stderr().includes('Watching'))
    await addSound('in/second.wav')
    await later.until(() => later.stderr().includes('second.wav: waiting'))
    await finish(await idOf('second'))
    await later.until(() => later.stderr().includes('second.wav: done'))
    expect(later.stderr()).not.toContain('talk.wav')
    expect(later.stderr()).not.toContain('notes.txt')
    // Another of the same name, in a folder of its own, takes nothing from the first.
    await mkdir(at('in/deep'))
    await addSound('in/deep/talk.wav')
    await later.until(() => later.stderr().includes('talk.wav: waiting'))
    await finish((await recordings())[0]!.id, 'Another.')
    await later.until(() => later.stderr().includes('talk.wav: done'))
    expect(await readFile(at('out/talk.txt'), 'utf8')).toBe('A talk.\n')
    expect(await readFile(at('out/deep/talk.txt'), 'utf8')).toBe('Another.\n')
    later.signal('SIGTERM')
    await later.exited
  })
})
