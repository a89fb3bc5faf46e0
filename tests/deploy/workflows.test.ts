import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { repositoryRoot } from '#tests/support/built-app'

interface Job {
  'runs-on': string
  'timeout-minutes': number
  environment?: string
  container?: string
  strategy?: { matrix: { node: string[] } }
  steps: { uses?: string; run?: string; with?: Record<string, unknown> }[]
}
interface Workflow {
  on: Record<string, unknown>
  permissions: Record<string, string>
  jobs: Record<string, Job>
}

const folder = path.join(repositoryRoot, '.github/workflows')
const workflows = readdirSync(folder).map((name) => [name, parse(readFileSync(path.join(folder, name), 'utf8')) as Workflow] as const)
const dockerfile = readFileSync(path.join(repositoryRoot, 'deploy/Dockerfile'), 'utf8')
const node = /^ARG NODE_IMAGE=node:([\d.]+)-/m.exec(dockerfile)![1]

describe.each(workflows)('%s', (_name, workflow) => {
  const jobs = Object.values(workflow.jobs)
  const steps = jobs.flatMap((job) => job.steps)

  it('uses what it takes from others by commit, on machines that are named, for a limited time, and without rights', () => {
    for (const { uses } of steps) if (uses) expect(uses).toMatch(/@[0-9a-f]{40}$/)
    for (const job of jobs) {
      expect(job['runs-on']).not.toContain('latest')
      expect(job['timeout-minutes']).toBeGreaterThan(0)
    }
    expect(workflow.permissions).toEqual({ contents: 'read' })
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target')
    for (const { uses, with: given } of steps) if (uses?.startsWith('actions/checkout')) expect(given).toMatchObject({ 'persist-credentials': false })
  })

  it('pastes nothing into a script', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{')
  })

  it('names files that are there', () => {
    const named = steps.flatMap(({ run = '' }) => run.match(/(?<![/\w])(?:deploy|\.ci)\/[\w./-]+\w/g) ?? [])
    for (const file of named) expect(existsSync(path.join(repositoryRoot, file)), file).toBe(true)
  })
})

it('tests on the Node that the image has, and on the oldest that is promised', () => {
  const { test, types } = Object.fromEntries(workflows)['ci.yml']!.jobs
  const { node: versions } = test!.strategy!.matrix
  expect(versions).toContain(node)
  expect(versions.map((version) => Number(version.split('.')[0]))).toContain(20)
  expect(types!.steps.find(({ uses }) => uses?.startsWith('actions/setup-node'))!.with).toMatchObject({ 'node-version': node })
})

it('puts nothing into production that nobody has agreed to', () => {
  const { jobs, on } = Object.fromEntries(workflows)['deploy.yml']!
  expect(Object.keys(on)).toEqual(['workflow_dispatch'])
  for (const job of Object.values(jobs)) expect(job.environment).toBe('${{ inputs.environment }}')
})
