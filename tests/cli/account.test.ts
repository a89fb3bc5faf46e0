import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { sql } from 'drizzle-orm'
import { beforeAll, describe, expect, it } from 'vitest'
import { listApiKeys } from '#domain/api-keys/api-keys.server'
import { addRecording } from '#tests/db/test-accounts'
import { useApiHouse } from '#tests/support/api-house'
import { useCli } from '#tests/support/cli-process'

const api = useApiHouse()
const cli = useCli()
const account = { email: 'ida@example.com', userName: 'Ida', password: 'correct horse battery' }
const file = () => path.join(cli.dir, 'config/steno/login.json')
const nobody = { STENO_URL: '', STENO_KEY: '' }
let idaId: string
let talkId: string
beforeAll(async () => {
  const { accessToken } = (await api.guest.post('/auth/register', account)).json
  idaId = (await api.guest.as(accessToken).get('/me')).json.id
  cli.env = { STENO_URL: api.url, STENO_KEY: api.ann.credential! }
  const segments = [{ startMs: 61_000, endMs: 63_500, text: 'The printing press changed everything.' }]
  talkId = await addRecording(api.house.db, api.annId, { title: 'On printing', durationMs: 3_700_000, segments })
  await addRecording(api.house.db, api.bobId, { title: 'Bob’s' })
})

describe('logging in', () => {
  it('with a password makes a key, which only its user may read, and which logging out revokes', async () => {
    const login = await cli.run(['login', api.url, '--email', account.email], { env: nobody, input: `${account.password}\n` })
    expect([login.code, login.stderr()]).toEqual([0, ''])
    expect(login.stdout()).toContain(`as ${account.email}`)
    expect((await stat(file())).mode & 0o777).toBe(0o600)
    expect(await readFile(file(), 'utf8')).not.toContain(account.password)
    expect((await listApiKeys(api.house.db, idaId)).map(({ name }) => name)).toEqual([expect.stringMatching(/^steno on /)])

    const who = await cli.run(['whoami', '--json'], { env: nobody })
    expect(who.objects()).toEqual([expect.objectContaining({ email: account.email, url: api.url, usage: expect.objectContaining({ plan: 'FREE' }) })])
    const logout = await cli.run(['logout'], { env: nobody })
    expect([logout.code, logout.stdout()]).toEqual([0, expect.stringContaining('revoked')])
    expect(await listApiKeys(api.house.db, idaId)).toEqual([])
    expect((await cli.run(['whoami'], { env: nobody })).code).toBe(3)
  })

  it('with a key keeps it, once it is known to be good', async () => {
    const bad = await cli.run(['login', api.url, '--with-key'], { env: nobody, input: 'steno_wrong\n' })
    expect([bad.code, bad.stdout()]).toEqual([3, ''])
    expect(bad.stderr()).toContain('steno login')
    const good = await cli.run(['login', '--with-key', '--json'], { env: { ...nobody, STENO_URL: api.url }, input: `${api.bob.credential}\n` })
    expect(good.objects()).toEqual([{ url: api.url, email: expect.any(String), file: file() }])
    const list = await cli.run(['list', '--json'], { env: nobody })
    expect(list.objects().map(({ title }) => title)).toEqual(['Bob’s'])
  })

  it('with a wrong password is refused as whoever is not logged in', async () => {
    const wrong = await cli.run(['login', api.url, '--email', account.email, '--json'], { env: nobody, input: 'not this one\n' })
    expect([wrong.code, wrong.stdout()]).toEqual([3, ''])
    expect(JSON.parse(wrong.stderr().trim().split('\n').at(-1)!)).toMatchObject({ error: { code: 'wrong_credentials' } })
  })

  it('holds for its server alone, and the environment comes first', async () => {
    const elsewhere = await cli.run(['list'], { env: { ...nobody, STENO_URL: 'https://steno.example' } })
    expect([elsewhere.code, elsewhere.stderr()]).toEqual([2, expect.stringContaining('STENO_KEY')])
    expect((await cli.run(['list', '--json'])).objects().map(({ title }) => title)).toEqual(['On printing'])
    await writeFile(file(), '{', { mode: 0o600 })
    const damaged = await cli.run(['list'], { env: nobody })
    expect([damaged.code, damaged.stderr()]).toEqual([1, expect.stringContaining('steno login')])
  })
})

describe('what can go wrong', () => {
  it('is told with what to do, and by the exit code', async () => {
    const wrong = await cli.run(['list', '--json'], { env: { STENO_KEY: 'steno_wrong' } })
    expect([wrong.code, wrong.stdout()]).toEqual([3, ''])
    expect(JSON.parse(wrong.stderr())).toEqual({ error: { code: 'unauthenticated', message: expect.any(String), hint: expect.stringContaining('steno login') } })
    const away = await cli.run(['list'], { env: { STENO_URL: 'http://127.0.0.1:9' } })
    expect([away.code, away.stderr()]).toEqual([4, expect.stringContaining('Nothing answers at http://127.0.0.1:9')])
    const unknown = await cli.run(['export', '00000000-0000-4000-8000-000000000000'])
    expect([unknown.code, unknown.stderr()]).toEqual([1, expect.stringContaining('recording')])
    const searcher = await api.withKey(api.annId, ['search'])
    const unscoped = await cli.run(['list'], { env: { STENO_KEY: searcher.credential! } })
    expect([unscoped.code, unscoped.stderr()]).toEqual([3, expect.stringContaining('recordings:read')])
  })

  it.each([['lst'], ['list', '--limit', '0'], ['export'], ['export', 'x'], ['transcribe'], ['transcribe', 'a', '--format', 'doc'], ['login', 'ftp://x']])(
    'a command line such as %s %s', async (...args) => {
      const { code, stdout, stderr } = await cli.run(args.filter(Boolean))
      expect([code, stdout()]).toEqual([2, ''])
      expect(stderr()).not.toContain('    at ')
    })

  it.each([[['lst', '--json']], [['list', '--limit', '0', '--json']], [['export', '--json']], [['export', 'x', '--json']]])(
    'a command line such as %s, of which programs hear in an object', async (args) => {
      const { code, stderr } = await cli.run(args)
      expect(code).toBe(2)
      expect(JSON.parse(stderr())).toEqual({ error: { code: 'usage', message: expect.any(String), hint: 'Try --help.' } })
    })

  it('nothing, where help is asked for', async () => {
    const help = await cli.run(['--help'], { env: nobody })
    expect([help.code, help.stderr()]).toEqual([0, ''])
    for (const command of ['login', 'transcribe', 'live', 'search', 'ask', 'export', 'STENO_KEY', 'Exit codes']) expect(help.stdout()).toContain(command)
    expect(help.stdout()).not.toContain('\x1b')
  })
})

describe('the library', () => {
  it('is listed, for people and for programs', async () => {
    const { stdout } = await cli.run(['list'])
    expect(stdout()).toMatch(new RegExp(`^${talkId}  done +\\d{4}-\\d\\d-\\d\\d +1:01:40  On printing\n$`))
    expect((await cli.run(['list', '--status', 'failed', '--json'])).objects()).toEqual([])
    const { db } = api.house
    await db.execute(sql`update recordings set title = '', created_at = '2026-03-05T12:00:00Z' where id = ${talkId}`)
    expect((await cli.run(['list'])).stdout()).toMatch(/ {2}Recording, 2026-03-05\n$/)
    await db.execute(sql`update recordings set title = 'On printing' where id = ${talkId}`)
  })

  it('is searched: every passage has its place', async () => {
    const found = await cli.run(['search', 'printing', 'press', '--mode', 'exact', '--json'])
    expect(found.code).toBe(0)
    const link = `${api.url}/recordings/${talkId}#t=61`
    for (const passage of found.objects()) expect(passage).toMatchObject({ recordingId: talkId, startMs: 61_000, link })
  })

  it('is asked: the answer comes with what it rests on', async () => {
    const asked = await cli.run(['ask', 'What', 'changed?', '--json'])
    expect([asked.code, asked.stderr()]).toEqual([0, ''])
    expect(asked.objects().map(({ type }) => type)).toEqual(expect.arrayContaining(['asked', 'answered']))
    expect((await cli.run(['ask', 'What changed?', '--recording', 'x'])).code).toBe(1)
  })

  it('is exported in every format, to stdout, files and folders', async () => {
    const txt = await cli.run(['export', `${api.url}/recordings/${talkId}#t=3`])
    expect(txt.stdout().trim()).toBe('The printing press changed everything.')
    const srt = await cli.run(['export', talkId, '--format', 'srt', '--output', 'subtitles/'])
    expect(srt.code).toBe(0)
    expect(await readFile(path.join(cli.dir, 'subtitles/On printing.srt'), 'utf8')).toContain('00:01:01,000 --> 00:01:03,500')
    await cli.run(['export', talkId, '-o', 'talk.VTT'])
    expect(await readFile(path.join(cli.dir, 'talk.VTT'), 'utf8')).toMatch(/^WEBVTT/)
    const json = await cli.run(['export', talkId, '--format', 'json', '--json'])
    expect(JSON.parse(json.objects()[0].text)).toMatchObject({ title: 'On printing', segments: [{ startMs: 61_000 }] })
  })
})
