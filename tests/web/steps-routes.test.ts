import { sql } from 'drizzle-orm'
import { expect, it } from 'vitest'
import { listSteps } from '#domain/pipeline/list-steps.server'
import { addRecording } from '#tests/db/test-accounts'
import { useTwoVisitors } from '#tests/support/two-visitors'

const house = useTwoVisitors()

async function withSteps(): Promise<string> {
  const id = await addRecording(house.web.db, house.annId, { segments: [{ startMs: 0, endMs: 900, text: 'Hello.' }] })
  await house.web.db.execute(sql`
    insert into recording_steps (recording_id, step, key, status, degraded, error_code) values
      (${id}::uuid, 'index', '', 'failed', null, 'step_timeout'),
      (${id}::uuid, 'summarize', '', 'done', 'llm_not_configured', null),
      (${id}::uuid, 'translate', 'vi', 'running', null, null)`)
  return id
}

it('shows how each step stands: what failed, what is less than it could be, what is at work', async () => {
  const { html } = await house.ann.open(`/recordings/${await withSteps()}`)
  expect(html).toContain('1 step failed; the transcript is safe')
  expect(html).toContain('This step took too long and was stopped.')
  expect(html).toContain('Made without a language model: none is configured.')
  expect(html).toMatch(/Translation: Vietnamese/)
  expect(html).toMatch(/<noscript><meta http-equiv="refresh"/i)
})

it('says that a step which a provider that is down has held up is tried again, and what was the matter where it was given up', async () => {
  const id = await addRecording(house.web.db, house.annId, { segments: [{ startMs: 0, endMs: 900, text: 'Hello.' }] })
  await house.web.db.execute(sql`
    insert into recording_steps (recording_id, step, key, status, attempts, error_code) values
      (${id}::uuid, 'index', '', 'queued', 0, null), (${id}::uuid, 'translate', 'vi', 'queued', 2, null),
      (${id}::uuid, 'translate', 'fr', 'failed', 5, 'provider_unavailable')`)
  const { html } = await house.ann.open(`/recordings/${id}`)
  expect(html.match(/This did not work just now, and is tried again by itself/g)).toHaveLength(1)
  expect(html).toContain('The model server cannot be reached right now')
})

it('looks for what follows a transcript that has just come, before any of it is planned', async () => {
  const id = await addRecording(house.web.db, house.annId, { segments: [{ startMs: 0, endMs: 900, text: 'Hello.' }] })
  const refresh = /<noscript><meta http-equiv="refresh"/i
  expect((await house.ann.open(`/recordings/${id}`)).html).toMatch(refresh)
  await house.web.db.execute(sql`update recordings set completed_at = completed_at - interval '2 minutes' where id = ${id}`)
  expect((await house.ann.open(`/recordings/${id}`)).html).not.toMatch(refresh)
})

it('runs one again by itself, for its owner alone', async () => {
  const id = await withSteps()
  const again = { intent: 'rerun', step: 'index', key: '' }
  expect((await house.bob.send(`/recordings/${id}`, again)).status).toBe(404)
  expect((await house.ann.send(`/recordings/${id}`, { ...again, step: 'none' })).status).toBe(404)
  expect((await house.ann.send(`/recordings/${id}`, again)).headers.get('Location')).toBe(`/recordings/${id}`)
  const steps = await listSteps(house.web.db, house.annId, id)
  expect(steps.map(({ step, status }) => [step, status])).toContainEqual(['index', 'queued'])
  expect(steps).toHaveLength(3)
})
