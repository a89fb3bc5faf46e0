import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseConfig } from '#domain/config/config.server'
import { secretNames } from '#domain/config/secret-files.server'
import { variables } from '#domain/config/variables'
import { limits } from '#domain/limits/limits'
import { makeHealthAnswers } from '#domain/telemetry/health-routes.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { repositoryRoot } from '#tests/support/built-app'

interface Service {
  profiles?: string[]
  image: string
  user?: string
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
  restart?: string
  command?: string[]
  environment?: Record<string, string>
  secrets?: (string | { source: string })[]
  networks?: string[] | Record<string, { aliases?: string[] }>
  ports?: string[]
  volumes?: string[]
  stop_grace_period?: string
  healthcheck?: { test: string[] }
  depends_on?: Record<string, { condition: string }>
  deploy?: { resources?: { limits?: { cpus?: string; memory?: string; pids?: number } } }
}

const read = (file: string) => readFileSync(path.join(repositoryRoot, file), 'utf8')
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>
  secrets: Record<string, { file: string }>
  volumes: Record<string, unknown>
  networks: Record<string, { internal?: boolean }>
}
const services = Object.entries(compose.services)
const processes = ['web', 'live', 'live-gpu', 'worker', 'migrate']
/** They run once, and end. */
const chores = ['migrate', 'objects-owner', 'objects-bucket']
/** Each with its reason in the file. */
const asRoot = ['alloy', 'objects-owner']

const known = new Set([...Object.keys(variables), ...secretNames.map((name) => `${name}_FILE`)])
const seconds = (text: string | undefined) => Number(/^(\d+)s$/.exec(text ?? '')?.[1] ?? Number.NaN)
const gibibytes = (text: string | undefined) => Number(/^(\d+)g$/.exec(text ?? '')?.[1] ?? Number.NaN)
const settingsOf = (file: string) => read(file).split('\n').flatMap((line) => /^#?([A-Z][A-Z0-9_]+)=/.exec(line)?.[1] ?? [])

describe('docker-compose.yml', () => {
  it('is five processes, and what brings their database up to date, unless more is asked for', () => {
    const small = services.filter(([, { profiles }]) => !profiles).map(([name]) => name)
    expect(small.sort()).toEqual(['caddy', 'live', 'migrate', 'postgres', 'web', 'worker'])
    expect(new Set(services.flatMap(([, { profiles = [] }]) => profiles))).toEqual(new Set(['full', 'gpu']))
  })

  it.each(services)('hardens %s, and limits what it takes', (name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    if (!asRoot.includes(name)) expect(service.user ?? service.image).toMatch(/^[1-9]\d*:[1-9]\d*$|-unprivileged$/)
    expect(service.deploy?.resources?.limits).toEqual({
      cpus: expect.stringMatching(/^[\d.]+$/), memory: expect.stringMatching(/^\d+[mg]$/), pids: expect.any(Number),
    })
    expect(service.image).toMatch(/^[\w./-]+:v?\d[\w.-]+$|^\$\{STENO_\w+:-steno(-\w+)?:local\}$/)
    if (!chores.includes(name)) expect(service.healthcheck?.test[0]).toBe('CMD')
  })

  it('names no variable that its reader does not know', () => {
    for (const name of processes) {
      expect(Object.keys(compose.services[name]!.environment ?? {}).filter((variable) => !known.has(variable)), name).toEqual([])
    }
    const edge = new Set([...read('Caddyfile').matchAll(/\{\$(STENO_\w+)/g)].map(([, name]) => name))
    expect(Object.keys(compose.services.caddy!.environment!).filter((variable) => !edge.has(variable))).toEqual([])
    const ofCompose = new Set(['COMPOSE_PROFILES'])
    expect(settingsOf('deploy/full.env').filter((variable) => !known.has(variable) && !ofCompose.has(variable))).toEqual([])
  })

  it('hands over secrets as files, all of which deploy/make-secrets.sh makes', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'steno-secrets-'))
    try {
      execFileSync(path.join(repositoryRoot, 'deploy/make-secrets.sh'), [folder])
      const made = readdirSync(folder)
      for (const [name, { file }] of Object.entries(compose.secrets)) {
        expect(file).toBe(`\${STENO_SECRETS_DIR:-./deploy/secrets}/${name}`)
        expect(made).toContain(name)
      }
      const from = (file: string) => path.join(folder, file)
      const config = parseConfig({ DATABASE_URL_FILE: from('database-url'), STENO_SECRET_FILE: from('session-secret') })
      expect(config.databaseUrl).toContain('@postgres:5432/steno')
      expect(JSON.parse(readFileSync(from('objects.json'), 'utf8'))).toMatchObject({
        identities: [{ credentials: [{ secretKey: readFileSync(from('s3-secret-access-key'), 'utf8').trim() }] }],
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
    for (const [name, { environment = {}, secrets = [] }] of services) {
      const given = secrets.map((secret) => (typeof secret === 'string' ? secret : secret.source))
      for (const secret of given) expect(compose.secrets, name).toHaveProperty([secret])
      for (const value of Object.values(environment)) {
        const file = /\/run\/secrets\/([\w.-]+)/.exec(value)?.[1]
        if (file) expect(given, name).toContain(file)
      }
      expect(Object.keys(environment).filter((variable) => secretNames.includes(variable)), name).toEqual([])
    }
  })

  it('fixes nothing that .env is said to decide', () => {
    for (const name of processes) {
      for (const [variable, value] of Object.entries(compose.services[name]!.environment!)) {
        if (!variable.startsWith('STENO_RECOGNIZER_')) expect(value, `${name} ${variable}`).toMatch(new RegExp(`^\\$\\{${variable}:?-`))
      }
    }
  })

  it('asks each process where it answers', async () => {
    const config = parseConfig({})
    const answerOf = makeHealthAnswers({ checks: {}, metrics: makeMetrics('test', { defaults: false }) })
    for (const [name, port] of [['web', config.webPort], ['live', config.livePort], ['worker', config.workerPort]] as const) {
      const asked = /http:\/\/127\.0\.0\.1:(\d+)(\/\w+)/.exec(compose.services[name]!.healthcheck!.test.join(' '))!
      expect([name, Number(asked[1]), (await answerOf(asked[2]!))?.status]).toEqual([name, port, 200])
    }
    const edge = compose.services.caddy!.environment!
    expect(edge.STENO_WEB_UPSTREAMS).toBe(`\${STENO_WEB_UPSTREAMS:-web:${config.webPort}}`)
    expect(edge.STENO_LIVE_UPSTREAMS).toBe(`\${STENO_LIVE_UPSTREAMS:-live:${config.livePort}}`)
  })

  it('runs what is there, after the database has been brought up to date by one', () => {
    for (const name of processes) {
      const { command, depends_on: awaited } = compose.services[name]!
      expect(existsSync(path.join(repositoryRoot, command![0]!)), command![0]).toBe(true)
      expect(awaited).toMatchObject({ postgres: { condition: 'service_healthy' } })
      if (name !== 'migrate') expect(awaited).toMatchObject({ migrate: { condition: 'service_completed_successfully' } })
    }
    expect(compose.services.migrate).toMatchObject({ restart: 'no', command: ['cli/migrate.ts'] })
  })

  it('lets each end in its own time', () => {
    // Two seconds after the grace a process leaves whatever it does.
    for (const name of processes) {
      expect(seconds(compose.services[name]!.stop_grace_period) * 1000).toBeGreaterThan(limits.shutdownGraceMs + 2000)
    }
    const grace = Number(/grace_period (\d+)s/.exec(read('Caddyfile'))![1])
    expect(seconds(compose.services.caddy!.stop_grace_period)).toBeGreaterThan(grace)
  })

  it('has room for what a worker opens at once', () => {
    const children = 4 * limits.mediaChildRssBytesMax
    expect(gibibytes(compose.services.worker!.deploy!.resources!.limits!.memory) * 2 ** 30).toBeGreaterThan(2 * children)
  })

  it('mounts what is there', () => {
    const mounted = services.flatMap(([, { volumes = [] }]) => volumes).filter((volume) => volume.startsWith('./'))
    // What watches over Steno is a part of its own.
    const own = mounted.map((volume) => volume.split(':')[0]!)
    expect(own).toContain('./Caddyfile')
    for (const file of own) expect(existsSync(path.join(repositoryRoot, file)), file).toBe(true)
    const named = services.flatMap(([, { volumes = [] }]) => volumes).map((volume) => volume.split(':')[0]!).filter((name) => /^\w/.test(name))
    expect(new Set(named)).toEqual(new Set(Object.keys(compose.volumes)))
  })

  it('is scraped where it exports', () => {
    const port = /STENO_EDGE_STATUS_PORT:(\d+)/.exec(read('Caddyfile'))![1]
    expect(read('deploy/prometheus/prometheus.yml')).toContain(`caddy:${port}`)
    for (const [name, { image, networks }] of services) {
      const addresses = Array.isArray(networks) ? [name] : (networks?.edge?.aliases ?? [])
      if (/steno(-gpu)?:local/.test(image) && name !== 'migrate') {
        expect(read('deploy/prometheus/prometheus.yml')).toMatch(new RegExp(`names: \\[(${addresses.join('|')})\\]`))
      }
    }
  })

  it('shows the world Caddy alone', () => {
    const open = services.filter(([, { ports = [] }]) => ports.some((port) => !port.startsWith('127.0.0.1:'))).map(([name]) => name)
    expect(open).toEqual(['caddy'])
    for (const name of ['postgres', 'objects', 'qdrant']) expect(compose.services[name]!.networks).toEqual(['data'])
    expect(compose.networks.data).toEqual({ internal: true })
  })
})

describe('the images', () => {
  const dockerfile = read('deploy/Dockerfile')
  const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, { version: string }> }

  it('take the graphics card’s libraries of the very release that the packages are of', () => {
    const version = /^ARG SHERPA_VERSION=(.+)$/m.exec(read('deploy/Dockerfile.gpu'))![1]
    expect(lock.packages['node_modules/sherpa-onnx-node']!.version).toBe(version)
    expect(lock.packages['node_modules/sherpa-onnx-linux-x64']!.version).toBe(version)
  })

  it('have a Node that Steno runs on, and for which its sockets are built', () => {
    const major = Number(/^ARG NODE_IMAGE=node:(\d+)\./m.exec(dockerfile)![1])
    expect(major).toBeGreaterThanOrEqual(20)
    const abi = { 20: 115, 22: 127 }[major]
    expect(readdirSync(path.join(repositoryRoot, 'node_modules/uWebSockets.js/dist/bin'))).toContain(`uws_linux_x64_${abi}.node`)
  })

  it('hold what the processes import and the commands run', () => {
    const taken = read('.dockerignore').split('\n').flatMap((line) => /^!(.+)$/.exec(line)?.[1] ?? [])
    for (const name of ['app', 'server', 'worker', 'domain', 'db', 'cli', 'public', 'package-lock.json']) expect(taken).toContain(name)
    for (const name of taken) expect(existsSync(path.join(repositoryRoot, name)), name).toBe(true)
  })

  it('leave out no package that a process imports', () => {
    const left = /&& rm -rf ([\s\S]*?)\n\n/.exec(dockerfile)![1]!.split(/[\s\\]+/).filter(Boolean)
    const lines = execFileSync('grep', [
      '-rhE', `from '[^.#~][^']*'`, '--include=*.ts', '--include=*.tsx', '--exclude=*.test.*', 'app', 'server', 'worker', 'domain', 'db', 'cli',
    ], { cwd: repositoryRoot, encoding: 'utf8' }).split('\n').filter((line) => !/^import type\b/.test(line))
    const imported = new Set(lines.flatMap((line) => / from '([^']+)'/.exec(line)?.[1] ?? []))
    expect(imported.size).toBeGreaterThan(20)
    const lost = [...imported].filter((name) => left.some((gone) => name === gone || name.startsWith(`${gone}/`)))
    expect(lost).toEqual([])
  })
})
