import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hasShared, sharedPath } from '#tests/speech/shared-audio'
import { parseTranscribeArguments } from './transcribe-arguments'
import { UsageError } from './usage-error'

const sample = resolve('public/sample/steno-sample.mp3')
const dataDir = join(tmpdir(), 'steno-test-cli')
const env = { ...process.env, STENO_DATA_DIR: dataDir, STENO_RECOGNIZER_THREADS: '1', INIT_CWD: '' }
const command = (script: string, args: string[]) => ['--import', 'tsx', resolve(`cli/${script}.ts`), ...args]

/** Runs a command as a user would, without npm's own lines. */
function run(script: string, args: string[], cwd?: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const options = { env: { ...env, INIT_CWD: cwd ?? process.cwd() }, maxBuffer: 1e8 }
    const child = execFile(process.execPath, command(script, args), options, (_, stdout, stderr) =>
      done({ code: child.exitCode!, stdout, stderr }),
    )
  })
}

describe('npm run transcribe', () => {
  it('writes the text of a recording to stdout and nothing else there', async () => {
    const { code, stdout, stderr } = await run('transcribe', [sample])
    expect(stderr).toBe('')
    expect(stdout).toMatch(/^Welcome to Steno\..*\.\n$/s)
    expect(code).toBe(0)
  })

  it('writes several files into a folder, and fails at the end for the one that it could not read', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'steno-cli-'))
    await writeFile(join(dir, 'letter.mp3'), 'Dear sir or madam, this is no recording at all.')
    const args = [sample, 'letter.mp3', 'missing.wav', '--format', 'srt', '--output', 'out/']
    const { code, stdout, stderr } = await run('transcribe', args, dir)
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/^letter\.mp3: \S.*\nmissing\.wav: There is no such file\.\n$/)
    expect(await readdir(join(dir, 'out'))).toEqual(['steno-sample.srt'])
    expect(await readFile(join(dir, 'out', 'steno-sample.srt'), 'utf8')).toMatch(/^1\n00:00:00,\d{3} --> /)
  })

  it('explains what is wrong with the command line, or with the wish, before it begins', async () => {
    expect(await run('transcribe', ['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage:') })
    expect(await run('transcribe', [])).toMatchObject({ code: 2, stderr: expect.stringMatching(/^Name at least one file\. /) })
    expect(await run('transcribe', ['--nope', sample])).toMatchObject({
      code: 2,
      stderr: "Unknown option '--nope'. Try --help.\n\nUsage: npm run --silent transcribe -- FILE… [options]\n",
    })
    expect(await run('transcribe', [sample, '--model', 'nope'])).toMatchObject({
      code: 2, stderr: 'There is no model nope. See the list with: npm run models -- list\n',
    })
    expect(await run('transcribe', [sample, '--language', 'vi'])).toMatchObject({
      code: 1,
      stderr: 'No model for the language vi is installed. Add one with: npm run models -- pull zipformer-vi\n',
    })
  })

  it('stops at once when it is interrupted, or when nobody reads on', async () => {
    const child = spawn(process.execPath, command('transcribe', [sample, sample, sample, sample]), { env })
    const ended = new Promise((done) => child.on('exit', (code, signal) => done(code ?? signal)))
    child.stdout.once('data', () => child.kill('SIGINT'))
    expect(await ended).toBe(130)

    const deaf = spawn(process.execPath, command('transcribe', [sample, sample]), { env })
    const closed = new Promise((done) => deaf.on('exit', (code, signal) => done(code ?? signal)))
    deaf.stdout.destroy()
    let stderr = ''
    deaf.stderr.on('data', (text) => (stderr += text))
    expect(await closed).toBe(0)
    expect(stderr).toBe('')
  })

  it.skipIf(!hasShared('audio/jfk.wav'))('understands an old speech', async () => {
    const { stdout } = await run('transcribe', [sharedPath('audio/jfk.wav'), '--format', 'json', '--language', 'en'])
    const { text, language, durationMs, segments } = JSON.parse(stdout)
    expect(text.toLowerCase()).toMatch(/ask not what your country can do for you/)
    expect(language).toBe('en')
    expect(durationMs).toBe(11_000)
    expect(segments.length).toBeGreaterThan(1)
  })
})

describe('npm run models', () => {
  it('lists what is installed and what could be', async () => {
    const { code, stdout } = await run('models', ['list'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^installed +moonshine-tiny-en /m)
    expect(stdout).toMatch(/^- +whisper-tiny +\d+ MB +all /m)
    expect(stdout).toMatch(/^- +streaming-zipformer-multi +>297 MB /m)
  })

  it('says what it cannot do', async () => {
    expect(await run('models', ['pull', 'nope'])).toMatchObject({ code: 2, stderr: expect.stringContaining('no model nope') })
    expect(await run('models', ['remove', 'zipformer-vi'])).toMatchObject({ code: 1 })
    expect(await run('models', ['pull'])).toMatchObject({ code: 2 })
    expect(await run('models', ['dance'])).toMatchObject({ code: 2 })
  })
})

describe('the command line', () => {
  it('takes the format from the name of the output', () => {
    const parsed = parseTranscribeArguments(['a.mp3', '-o', 'b.VTT', '--language', 'zh-TW'])
    expect(parsed).toMatchObject({ files: ['a.mp3'], format: 'vtt', language: 'zh-TW', modelId: null })
  })

  it.each([[['a', '--format', 'doc']], [['a', '--language', 'english!']], [['a', '--language', 'xx']], [['a', '--times', '--format', 'srt']], [['--x']]])(
    'refuses %j',
    (args) => expect(() => parseTranscribeArguments(args)).toThrow(UsageError),
  )
})
