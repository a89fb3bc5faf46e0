import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '#domain/config/config.server'
import { secretNames } from '#domain/config/secret-files.server'
import { variables } from '#domain/config/variables'
import { EXIT_CONFIG } from '#domain/lifecycle/run-main.server'
import { limits } from '#domain/limits/limits'
import { repositoryRoot } from '#tests/support/built-app'

const folder = path.join(repositoryRoot, 'deploy/systemd')
const read = (name: string) => readFileSync(path.join(folder, name), 'utf8')
const units = readdirSync(folder).filter((name) => name.endsWith('.service'))
const valuesOf = (unit: string, key: string) => [...unit.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value]) => value!)
const known = new Set([...Object.keys(variables), ...secretNames.map((name) => `${name}_FILE`)])
const caddyfile = readFileSync(path.join(repositoryRoot, 'Caddyfile'), 'utf8')

describe.each(units)('%s', (name) => {
  const unit = read(name)

  it('runs what is there, as nobody, and tells it what it knows', () => {
    const file = /^\/usr\/bin\/node --import tsx (\S+)$/.exec(valuesOf(unit, 'ExecStart')[0]!)![1]!
    expect(existsSync(path.join(repositoryRoot, file)), file).toBe(true)
    expect(unit).toMatch(/^User=steno$/m)
    expect(unit).toMatch(/^ProtectSystem=strict$/m)
    const told = valuesOf(unit, 'Environment').flatMap((line) => line.split(' ')).map((pair) => pair.split('=')[0]!)
    expect(told.filter((variable) => !known.has(variable) || secretNames.includes(variable))).toEqual([])
  })

  it('is told to end alone, and in its own time; and is not started again with a wrong setting', () => {
    if (name === 'steno-migrate.service') return expect(unit).toMatch(/^Type=oneshot$/m)
    expect(unit).toMatch(/^KillMode=mixed$/m)
    expect(Number(valuesOf(unit, 'TimeoutStopSec')[0]) * 1000).toBeGreaterThan(limits.shutdownGraceMs + 2000)
    expect(Number(valuesOf(unit, 'RestartPreventExitStatus')[0])).toBe(EXIT_CONFIG)
    expect(valuesOf(unit, 'Wants')).toContain('network-online.target steno-migrate.service')
    expect(valuesOf(unit, 'Requires'), 'a restart of it would end all copies at once').toEqual([])
  })
})

it('come with settings that the processes and Caddy take', () => {
  const settings = (name: string) => Object.fromEntries(
    [...read(name).matchAll(/^(\w+)="?(.*?)"?$/gm)].map(([, variable, value]) => [variable!, value!]))
  const steno = settings('steno.env')
  expect(Object.keys(steno).filter((variable) => !known.has(variable))).toEqual([])
  const { publicUrl, webPort, livePort } = parseConfig(steno)
  const edge = settings('edge.env')
  for (const variable of Object.keys(edge)) expect(caddyfile).toContain(`{$${variable}:`)
  expect(edge).toEqual({
    STENO_EDGE_ADDRESS: publicUrl, STENO_WEB_UPSTREAMS: `127.0.0.1:${webPort}`, STENO_LIVE_UPSTREAMS: `127.0.0.1:${livePort}`,
  })
  const grace = Number(/grace_period (\d+)s/.exec(caddyfile)![1])
  expect(Number(valuesOf(read('caddy.service.d-steno.conf'), 'TimeoutStopSec')[0])).toBeGreaterThan(grace)
})
