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
import { requireMasterKeys } from '#domain/storage/master-key.server'
import { makeHealthAnswers } from '#domain/telemetry/health-routes.server'
import { makeMetrics } from '#domain/telemetry/metrics.server'
import { repositoryRoot } from '#tests/support/built-app'
import { containersOf, resolveKustomization, type Manifest } from '#tests/support/kustomize'
import { exposeLoad } from '../../server/live-metrics'
import { exposeQueue } from '../../worker/worker-metrics'

const folder = path.join(repositoryRoot, 'deploy/kubernetes')
const overlays = readdirSync(path.join(folder, 'overlays'))
const resolve = (overlay: string) => resolveKustomization(path.join(folder, 'overlays', overlay))
const named = (manifests: Manifest[], kind: string, name: string) => {
  const found = manifests.filter((manifest) => manifest.kind === kind && manifest.metadata.name === name)
  expect(found, `${kind} ${name}`).toHaveLength(1)
  return found[0]!
}
const { webPort, livePort, workerPort } = parseConfig({})
const ports = { web: webPort, live: livePort, worker: workerPort }
const caddyfile = readFileSync(path.join(repositoryRoot, 'Caddyfile'), 'utf8')

it('has an overlay for each stage', () => {
  expect(overlays).toEqual(['dev', 'production', 'production-gpu', 'staging'])
})

describe.each(overlays)('overlay %s', (overlay) => {
  const manifests = resolve(overlay)
  const running = manifests.filter((manifest) => containersOf(manifest).length > 0)

  it('runs nothing as root, nothing that can write to its image or without limits, and pins what it runs', () => {
    for (const { metadata: { name }, spec } of running) {
      const pod = spec.template.spec
      expect(pod, name).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: expect.any(Number), seccompProfile: { type: 'RuntimeDefault' } },
      })
    }
    for (const container of running.flatMap(containersOf)) {
      expect(container.image).toMatch(/:[\w.-]+$/)
      expect(container.image).not.toMatch(/:latest$/)
      expect(container).toMatchObject({
        securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
        resources: { requests: { memory: expect.any(String) }, limits: { memory: expect.any(String) } },
      })
    }
  })

  it('asks each process where it answers', async () => {
    const answerOf = makeHealthAnswers({ checks: {}, metrics: makeMetrics('test', { defaults: false }) })
    for (const [name, port] of Object.entries(ports)) {
      const deployment = named(manifests, 'Deployment', name)
      const container = containersOf(deployment)[0]!
      expect(container.ports).toEqual([{ name: 'http', containerPort: port }])
      expect(existsSync(path.join(repositoryRoot, container.args![0]!))).toBe(true)
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
        const { path: asked, port: at } = container[probe].httpGet
        expect([at, (await answerOf(asked))?.status], `${name} ${probe}`).toEqual(['http', 200])
      }
      expect(container.livenessProbe.httpGet.path, 'a database that is away is no reason to end a process').toBe('/healthz')
      expect(deployment.spec.template.metadata.annotations).toMatchObject({
        'prometheus.io/port': String(port), 'prometheus.io/path': '/metrics',
      })
      if (name !== 'worker') expect(named(manifests, 'Service', name).spec.ports).toMatchObject([{ port, targetPort: 'http' }])
    }
    const edge = Object.fromEntries(containersOf(named(manifests, 'Deployment', 'edge'))[0]!.env!.map(({ name, value }) => [name, value]))
    expect(edge).toMatchObject({ STENO_WEB_UPSTREAMS: `web:${webPort}`, STENO_LIVE_UPSTREAMS: `live:${livePort}` })
    for (const name of Object.keys(edge)) expect(caddyfile).toContain(`{$${name}`)
  })

  it('gives each the time to end in: what is waited before, and its own grace', () => {
    for (const { metadata: { name }, spec } of running.filter(({ kind }) => kind === 'Deployment')) {
      const { containers, terminationGracePeriodSeconds } = spec.template.spec
      const waited = Number(containers[0].lifecycle?.preStop.exec.command[1] ?? 0)
      const grace = name === 'edge' ? Number(/grace_period (\d+)s/.exec(caddyfile)![1]) : limits.shutdownGraceMs / 1000 + 2
      expect(terminationGracePeriodSeconds, name).toBeGreaterThan(waited + grace)
      if (name !== 'worker') expect(waited, `${name} leaves while it is still sent requests`).toBeGreaterThan(0)
    }
  })

  it('tells the processes only what they know, and secrets by file', async () => {
    const known = new Set([...Object.keys(variables), ...secretNames.map((name) => `${name}_FILE`)])
    const { data } = named(manifests, 'ConfigMap', 'steno-config')
    expect(Object.keys(data!).filter((name) => !known.has(name) || secretNames.includes(name))).toEqual([])
    const own = Object.keys(ports).flatMap((name) => containersOf(named(manifests, 'Deployment', name))[0]!.env ?? [])
    expect(own.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([])
    const secrets = mkdtempSync(path.join(os.tmpdir(), 'steno-secrets-'))
    try {
      execFileSync(path.join(repositoryRoot, 'deploy/make-secrets.sh'), [secrets])
      const moved = Object.fromEntries(Object.entries(data!).map(([name, value]) => [name, value.replace('/run/secrets/steno', secrets)]))
      const config = parseConfig(moved)
      expect(config.databaseUrl).toMatch(/^postgres:/)
      // A pod's own would go with it, and with them what a backup has sealed.
      if (overlay !== 'dev') expect(await requireMasterKeys(config.masterKeysFile)).toMatchObject({ previous: [] })
      expect(config.trustProxy).toBe(overlay === 'dev' ? 1 : 2)
    } finally {
      rmSync(secrets, { recursive: true })
    }
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([])
  })

  it('lets through what it needs, and nothing else', () => {
    const policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy')
    expect(named(manifests, 'NetworkPolicy', 'nothing').spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
    const into = (component: string) => policies
      .filter(({ spec }) => spec.podSelector.matchLabels?.['app.kubernetes.io/component'] === component)
      .flatMap(({ spec }) => spec.ingress ?? [])
    for (const name of ['web', 'live'] as const) {
      expect(into(name)).toEqual([{
        from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/component': 'edge' } } }], ports: [{ protocol: 'TCP', port: ports[name] }],
      }])
    }
    expect(into('worker')).toEqual([])
  })

  it('never takes all copies of anything away', () => {
    for (const name of ['edge', 'web', 'live', 'worker']) {
      const { spec } = named(manifests, 'PodDisruptionBudget', name)
      expect(spec.maxUnavailable).toBe(1)
      expect(spec.selector.matchLabels).toEqual(named(manifests, 'Deployment', name).spec.selector.matchLabels)
    }
  })
})

describe('autoscaling', () => {
  const manifests = resolve('production')
  const metricOf = (name: string) => named(manifests, 'HorizontalPodAutoscaler', name).spec.metrics[0]

  it('goes by metrics that the processes really export, and that the adapter hands on', async () => {
    const live = makeMetrics('live', { defaults: false })
    exposeLoad(live, () => ({ streams: 0, busy: 0, lagMs: 0 }))
    const worker = makeMetrics('worker', { defaults: false })
    exposeQueue(worker, async () => {
      throw new Error('Nobody is asked.')
    })
    const busy = metricOf('live').pods.metric.name as string
    const age = metricOf('worker').external.metric.name as string
    expect((await live.render()).text).toContain(`# TYPE ${busy} gauge`)
    expect((await worker.render()).text).toContain(`# TYPE ${age} gauge`)
    const adapter = parse(readFileSync(path.join(folder, 'prometheus-adapter-values.yaml'), 'utf8')) as {
      rules: Record<'custom' | 'external', { seriesQuery: string }[]>
    }
    expect(adapter.rules.custom.map(({ seriesQuery }) => seriesQuery.split('{')[0])).toEqual([busy])
    expect(adapter.rules.external.map(({ seriesQuery }) => seriesQuery.split('{')[0])).toEqual([age])
  })

  it('decides alone how many there are', () => {
    for (const name of Object.keys(ports)) {
      expect(named(manifests, 'Deployment', name).spec).not.toHaveProperty('replicas')
      const { minReplicas, maxReplicas, scaleTargetRef } = named(manifests, 'HorizontalPodAutoscaler', name).spec
      expect(minReplicas).toBeLessThan(maxReplicas)
      expect(scaleTargetRef).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', name })
    }
  })

  it('takes copies of live away more slowly than speakers come back', () => {
    const { scaleDown } = named(manifests, 'HorizontalPodAutoscaler', 'live').spec.behavior
    expect(scaleDown.policies).toEqual([{ type: 'Pods', value: 1, periodSeconds: expect.any(Number) }])
    expect(scaleDown.policies[0].periodSeconds * 1000).toBeGreaterThan(limits.liveReturnMs)
  })
})

it('puts live, and nothing else, on graphics cards', () => {
  const manifests = resolve('production-gpu')
  const images = manifests.flatMap(containersOf).map(({ name, image }) => [name, image.split('/').at(-1)!.split(':')[0]])
  expect(Object.fromEntries(images)).toEqual({
    caddy: 'steno-caddy', web: 'steno', live: 'steno-gpu', worker: 'steno', migrate: 'steno',
  })
  const live = named(manifests, 'Deployment', 'live')
  expect(containersOf(live)[0]).toMatchObject({
    env: expect.arrayContaining([{ name: 'STENO_RECOGNIZER_PROVIDER', value: 'cuda' }]),
    resources: { limits: { 'cpu': '4', 'memory': '8Gi', 'nvidia.com/gpu': '1' } },
  })
  expect(live.spec.strategy.rollingUpdate).toEqual({ maxUnavailable: 1, maxSurge: 0 })
})

it('backs up with the settings, secrets and master keys that the processes have', () => {
  const manifests = resolveKustomization(path.join(folder, 'components/backup'), resolve('production'))
  const { metadata, spec: pod } = named(manifests, 'CronJob', 'backup').spec.jobTemplate.spec.template
  const worker = named(manifests, 'Deployment', 'worker').spec.template
  const [container] = pod.containers
  const secretsOf = ({ volumes }: { volumes: { name: string }[] }) => volumes.find(({ name }) => name === 'secrets')
  expect(secretsOf(pod)).toEqual(secretsOf(worker.spec))
  expect(pod.securityContext).toEqual(worker.spec.securityContext)
  expect(container).toMatchObject({ envFrom: worker.spec.containers[0].envFrom, securityContext: worker.spec.containers[0].securityContext })
  expect(container.volumeMounts).toEqual(expect.arrayContaining(worker.spec.containers[0].volumeMounts))
  expect(metadata.labels['steno/stores'], 'it may reach database and storage').toBe('true')
  expect(existsSync(path.join(repositoryRoot, container.args[0]))).toBe(true)
})
