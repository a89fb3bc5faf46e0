import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { installMoonshineTiny, requireSileroVad } from '#domain/models/builtin-install.server'
import { calibrate } from './calibrate.server'
import { probeProvider } from './probe-provider.server'

it('measures once and then remembers, and measures again when the memory is unreadable', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'steno-calibrate-'))
  const cacheFile = join(dir, 'cache', 'calibration.json')
  const model = await installMoonshineTiny(join(tmpdir(), 'steno-test-models'))
  const options = { model, provider: 'cpu', vadModelPath: requireSileroVad(), cacheFile, threadsMax: 1 } as const
  const first = await calibrate(options)
  expect(first.threads).toBe(1)
  expect(first.throughput[1]).toBeGreaterThan(0)
  expect(await calibrate(options)).toEqual(first)
  expect(await readFile(cacheFile, 'utf8')).toContain('moonshine-tiny-en cpu')
  await writeFile(cacheFile, 'half a fi')
  expect((await calibrate(options)).threads).toBe(1)
})

it('never claims a graphics card that does not work, and says why', async () => {
  expect(await probeProvider('cpu', requireSileroVad())).toEqual({ provider: 'cpu', reason: null })
  const verdict = await probeProvider('auto', requireSileroVad())
  if (verdict.provider === 'cuda') expect(verdict.reason).toBeNull()
  else expect(verdict.reason).toMatch(/^Recognition runs on the processor: .+\.$/)
  const broken = await probeProvider('auto', '/nowhere/model.onnx')
  expect(broken).toMatchObject({ provider: 'cpu', reason: expect.stringMatching(/\.$/) })
})

it('refuses to go on without the graphics card where it is told to insist on it', async () => {
  await expect(probeProvider('cuda', '/nowhere/model.onnx')).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringMatching(/^STENO_RECOGNIZER_PROVIDER is cuda, but .+\. Mend that, or set it to auto or cpu\.$/),
  })
})
